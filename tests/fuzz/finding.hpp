#pragma once
// How a fuzz target says that something is wrong.
#include <string>

namespace truce::test {

// Prints both and aborts: libFuzzer keeps the input.
[[noreturn]] void finding(const std::string& what, const std::string& details);

}  // namespace truce::test
