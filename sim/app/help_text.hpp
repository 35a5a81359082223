#pragma once
#include <string>

namespace truce::app {

// `simulate --help`, or what `simulate help COMMAND` says; a command that does not exist gets the whole page.
std::string help_text(const std::string& command);

}  // namespace truce::app
