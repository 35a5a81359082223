#pragma once
// What each command does. The exit code, or RunError, Interrupted, UsageError.
#include "sim/app/arguments.hpp"

namespace truce::app {

inline constexpr int kExitDone = 0;
inline constexpr int kExitWrongInput = 2;
inline constexpr int kExitFailed = 3;

int run_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int show_command(const Arguments& arguments);
int explain_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int sweep_command(const Arguments& arguments);

}  // namespace truce::app
