# shellcheck shell=sh disable=SC2034,SC2154
# What ./simulate and ./check share: the packages, and one build from a preset. Sourced; POSIX sh; `home` is the checkout.

# Debian's packages for the program alone (about 125 MB to fetch).
program_packages="g++ cmake ninja-build pkg-config libboost-dev libcli11-dev libeigen3-dev libfmt-dev libhwy-dev
  libnetcdf-dev
  libtbb-dev libyaml-cpp-dev nlohmann-json3-dev"

say() { printf '%s\n' "$*" >&2; }

# fail TEXT [LOG]: the machine's fault, not the input's: the end of the log, the reason, exit code 3.
fail() {
  if [ -n "${2:-}" ] && [ -s "$2" ]; then
    tail -n 40 -- "$2" >&2
    say "... the whole log: $2"
  fi
  say "$(basename -- "$0"): $1"
  exit 3
}

# Prints those of the packages that are not installed.
missing_packages() {
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed://p' |
    tr '\n' ' ')"
  for package in "$@"; do
    case $installed in *" $package "*) ;; *) printf '%s ' "$package" ;; esac
  done
}

# apt_get LOG ARGUMENT...: as root, talking to the log alone; waits for another apt-get that holds the lock.
apt_get() {
  apt_log=$1
  shift
  if [ "$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=600 "$@" \
    </dev/null >>"$apt_log" 2>&1 9>&-
}

# install_packages LOG PACKAGE...: installs what is missing, or prints the line to run and stops.
install_packages() {
  log=$1
  shift
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0 # not Debian: CMake says what is missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ] && ! sudo -n true >/dev/null 2>&1; then
    say "These packages are missing, and installing them needs root. Run"
    say ""
    say "    sudo apt-get update && sudo apt-get install --no-install-recommends ${missing% }"
    say ""
    fail "packages are missing (see above); run me again once they are installed"
  fi
  say "Installing ${missing% } ..."
  : >"$log"
  if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
    apt_get "$log" update || fail "apt-get update failed (is there a network?)" "$log"
  fi
  # A list from last month names packages that the mirror no longer has: fetch the lists anew, and once more.
  # shellcheck disable=SC2086
  apt_get "$log" install --no-install-recommends $missing ||
    { apt_get "$log" update && apt_get "$log" install --no-install-recommends $missing; } ||
    fail "apt-get could not install ${missing% }" "$log"
}

# As many compilers at once as there are processors and, at 1 GiB each, memory.
build_jobs() {
  awk -v processors="$(nproc)" '
    $1 == "MemAvailable:" { memory = int($2 / 1048576) }
    END { jobs = (memory > 0 && memory < processors) ? memory : processors; print (jobs > 1 ? jobs : 1) }' /proc/meminfo
}

# build_preset PRESET LOG TARGET [CMAKE-ARGUMENT...]: configures build/PRESET and builds the target; its exit code.
# TRUCE_CMAKE_OPTIONS: more arguments, from whoever runs this.
build_preset() {
  preset=$1
  log=$2
  target=$3
  shift 3
  # A checkout that was copied or moved brings a cache that points at its old place.
  cache=$home/build/$preset/CMakeCache.txt
  if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$home" "$cache"; then
    rm -rf -- "${home:?}/build/$preset"
  fi
  # shellcheck disable=SC2086
  (
    cd -- "$home" && cmake --preset "$preset" ${TRUCE_CMAKE_OPTIONS:-} "$@" &&
      cmake --build "build/$preset" --target "$target" -j "$(build_jobs)"
  ) </dev/null >"$log" 2>&1
}
