#include "sim/app/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include "sim/results/output_file.hpp"

namespace truce::app {

namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_stop(int) {
  if (stop.exchange(true)) {
    results::remove_pending_temporary();
    _exit(kExitInterrupted);
  }
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
