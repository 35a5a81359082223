#pragma once
// Runs the program in a folder of its own and catches what it says.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/results/temporary_folder.hpp"

namespace truce::test {

struct Finished {
  int code = -1;  // exit code; -1: ended by a signal
  std::string out;
  std::string err;
  double seconds = 0;
};

inline std::string content_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// A child that runs `simulate ARGUMENTS` in `folder`. `prepare` is called in the child before the program starts.
class Program {
 public:
  Program(const std::string& folder, std::vector<std::string> arguments, const std::function<void()>& prepare = {}) {
    std::vector<char*> pointers;
    arguments.insert(arguments.begin(), "simulate");
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const std::string out = logs_.path("out"), err = logs_.path("err");
    start_ = std::chrono::steady_clock::now();
    // The tests' own handlers must not see what is sent to the child before it is the program.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    child_ = fork();
    if (child_ != 0) {
      sigprocmask(SIG_SETMASK, &before, nullptr);
    } else {
      for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGFPE, SIGILL}) signal(number, SIG_DFL);
      sigprocmask(SIG_SETMASK, &before, nullptr);
      if (chdir(folder.c_str()) != 0) _exit(98);
      dup2(open(out.c_str(), O_WRONLY | O_CREAT, 0666), STDOUT_FILENO);
      dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0666), STDERR_FILENO);
      if (prepare) prepare();
      execv(TRUCE_SIMULATE, pointers.data());
      _exit(97);
    }
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
  }

  void send(int signal) const { kill(child_, signal); }
  pid_t process() const { return child_; }

  Finished wait() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    Finished finished;
    finished.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    if (WIFEXITED(status)) finished.code = WEXITSTATUS(status);
    finished.out = content_of(logs_.path("out"));
    finished.err = content_of(logs_.path("err"));
    return finished;
  }

 private:
  TemporaryFolder logs_;
  pid_t child_ = 0;
  std::chrono::steady_clock::time_point start_;
};

inline Finished simulate(const TemporaryFolder& folder, std::vector<std::string> arguments,
                         const std::function<void()>& prepare = {}) {
  return Program(folder.path(), std::move(arguments), prepare).wait();
}

inline void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// A scenario with all six nouns, quick to run.
inline const char* const kSmallScenario = R"(title: A small truce
start: 2026-01-01
end: 2026-12-30
run: {paths: 2000, seed: 4, sample_paths: 5}
factors:
  tension: {mean: 0, half_life: 26 weeks, sd: 1}
regimes:
  tariffs: [calm, snapback]
truce: {holds_while: {tariffs: calm}}
events:
  snapback: {while: {tariffs: calm}, rate: 0.5 per year, set: {tariffs: snapback}}
  visit: {date: 2026-04-15, outcomes: {held: {probability: 60%}, cancelled: {probability: rest}}}
trade:
  soybeans:
    unit: Mt
    pace: 0.5 Mt/week
    noise: 30%
    commitments: {year: {quantity: 25 Mt, from: 2026-01-01, to: 2026-12-30}}
supply:
  rare_earths:
    level: {by: tariffs, calm: 100%, snapback: 20%}
    sectors: {automotive: {cover: {lognormal: {median: 6 weeks, sigma: 0.6}}, exposure: 35%}}
markets:
  soybeans: {initial: 11.2 USD/bu, volatility: 20% per year}
  vix: {process: mean_reverting, initial: 20 points, mean: 18 points, half_life: 4 weeks, volatility: 90% per year}
horizons: [2026-06-30, 2026-12-30]
outcomes:
  holds: {regime: {tariffs: calm}, throughout: 2026-12-30}
  share: {commitment: soybeans.year, ordered: {}}
)";

// The small scenario in daily steps and with so many paths that it runs for minutes.
inline std::vector<std::string> long_run() {
  return {"a.yaml", "--set", "step=1 day", "--paths", "100000000", "--keep-paths", "none"};
}

}  // namespace truce::test
