#pragma once
// What this program is and how it was built; every result carries it.
#include <string>

namespace truce::results {

std::string version();  // "0.1.0"
std::string build();    // "g++ 12.2.0, Release, commit 0123456789ab"

}  // namespace truce::results
