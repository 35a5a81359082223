#!/bin/bash
# Workload W1: the NumPy program (bench/w1.py) against ours, in paths per second of CPU time, fans and file included; and
# two threads against one.
#
# usage: bench/compare.sh [PATHS]     PATHS of ours (default: as many as take about 3 s); `quick` for a smoke test
# SIMULATE=FILE measures that program instead of the one that ./simulate builds.
#
# The machine's speed wanders: the programs take turns, each round gives one ratio, and the median of five counts.
# The NumPy program counts its own CPU time from after its imports; ours is timed as a whole process, start-up included.
set -eu
export LC_ALL=C
TIMEFORMAT='%R %U %S'

here=$(dirname -- "$(readlink -f -- "$0")")
rounds=5
numpy_paths=32768
[ "${1:-}" = quick ] && rounds=1 numpy_paths=4096

if [ -z "${SIMULATE:-}" ]; then
  "$here/../simulate" version >&2
  SIMULATE=$here/../build/simulate/simulate
fi
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

# ours PATHS THREADS OPTION...: prints "WALL CPU" seconds of one run.
ours() {
  local times
  times=$({ time "$SIMULATE" "$here/w1.yaml" --paths "$1" --threads "$2" --quiet --out "$scratch/w1.nc" "${@:3}" \
    >"$scratch/summary" 2>"$scratch/errors"; } 2>&1) || {
    cat -- "$scratch/errors" >&2
    exit 3
  }
  awk '{ print $1, $2 + $3 }' <<<"$times"
}

# numpy: leaves "simulation alone", "with fans", "with sorted fans" paths per second in the variables of those names.
numpy() {
  "$here/w1.py" run "$numpy_paths" >"$scratch/numpy"
  alone=$(awk '/^simulation alone/ { print $3 }' "$scratch/numpy")
  fans=$(awk '/^with fans/ { print $3 }' "$scratch/numpy")
  sorted_fans=$(awk '/^with sorted fans/ { print $4 }' "$scratch/numpy")
}

calculate() { awk "BEGIN { printf \"$1\", $2 }"; }
median() { printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

echo "Do both simulate the same model? (means, and their difference in standard errors)"
ours 100000 1 --json >/dev/null
"$here/w1.py" agree "$scratch/summary" "$numpy_paths"

if [ "${1:-}" = quick ]; then
  paths=20000
elif [ -n "${1:-}" ]; then
  paths=$1
else
  read -r _ few < <(ours 100000 1 --keep-paths none)
  paths=$(calculate '%d' "1000 * int(3 / $few * 100)")
fi

echo
echo "Paths per second of CPU time, one thread ($paths paths of ours, $numpy_paths of NumPy's)"
printf '%-7s %10s %10s %10s | %10s %10s | %7s %7s %8s\n' \
  '' NumPy NumPy NumPy ours ours ratio ratio ratio '' alone fans 'fans*' 'kept: none' default none default 'none*'
none_ratios=() default_ratios=() sorted_ratios=()
for round in $(seq "$rounds"); do
  numpy
  read -r _ none < <(ours "$paths" 1 --keep-paths none)
  read -r _ default < <(ours "$paths" 1)
  none=$(calculate '%.0f' "$paths / $none")
  default=$(calculate '%.0f' "$paths / $default")
  none_ratios+=("$(calculate '%.1f' "$none / $fans")")
  default_ratios+=("$(calculate '%.1f' "$default / $fans")")
  sorted_ratios+=("$(calculate '%.1f' "$none / $sorted_fans")")
  printf 'round %-2s%9s %10s %10s | %10s %10s | %7s %7s %8s\n' \
    "$round" "$alone" "$fans" "$sorted_fans" "$none" "$default" "${none_ratios[-1]}" "${default_ratios[-1]}" "${sorted_ratios[-1]}"
done
printf '%-65s| %7s %7s %8s\n' median "$(median "${none_ratios[@]}")" "$(median "${default_ratios[@]}")" "$(median "${sorted_ratios[@]}")"
echo "* fans from sorted rows: what NumPy can do where it sorts with AVX-512; np.quantile is what one writes"

echo
echo "Two threads against one, wall time, --keep-paths none ($paths paths)"
best=0
for round in $(seq "$rounds"); do
  read -r one _ < <(ours "$paths" 1 --keep-paths none)
  read -r two _ < <(ours "$paths" 2 --keep-paths none)
  times=$(calculate '%.2f' "$one / $two")
  best=$(calculate '%.2f' "($times > $best ? $times : $best)")
  printf 'pair %s  one %6.2f s  two %6.2f s  %5.2f times as fast\n' "$round" "$one" "$two" "$times"
done
echo "best    $best"
echo
echo "ratio $(median "${none_ratios[@]}") (NumPy with fans, ours with --keep-paths none, medians of $rounds rounds); two threads $best times one (best of $rounds)"
