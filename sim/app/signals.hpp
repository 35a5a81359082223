#pragma once
// SIGINT, SIGTERM and SIGHUP ask to stop; asked twice, the program ends at once. Neither leaves half a file.
#include <atomic>

namespace truce::app {

inline constexpr int kExitInterrupted = 130;

// Becomes true when the user or the system asks to stop.
const std::atomic<bool>& stop_requested();

// From now on there are results that an end would leave half-written: the first signal asks the run to stop. Until
// then, and in commands that write nothing, a signal ends the program at once, also while it waits for a file.
void results_at_stake();

// From now on: the stop signals set stop_requested(); a reader that went away (SIGPIPE) and a file-size limit (SIGXFSZ)
// are errors of the write that met them, not the end of the program.
void install_signal_handlers();

}  // namespace truce::app
