#include "sim/app/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include "sim/results/output_file.hpp"

namespace truce::app {

namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

std::atomic<bool> at_stake{false};

extern "C" void on_stop(int) {
  if (!stop.exchange(true) && at_stake) return;
  results::remove_pending_temporary();
  if (!at_stake) {
    constexpr char kText[] = "simulate: interrupted; nothing half-written is left behind\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kText, sizeof kText - 1);
  }
  _exit(kExitInterrupted);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

const std::atomic<bool>& stop_requested() { return stop; }
void results_at_stake() { at_stake = true; }

void install_signal_handlers() {
  handle(SIGINT, on_stop);
  handle(SIGTERM, on_stop);
  struct sigaction hangup {};
  // Under nohup the end of the terminal stays without effect.
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) handle(SIGHUP, on_stop);
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
}

}  // namespace truce::app
