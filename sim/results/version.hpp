#pragma once
// What this program is and how it was built; every result carries it.
#include <string>

namespace truce::results {

std::string version();  // "0.1.0"
std::string build();    // compiler, flags, commit: "g++ 12.2.0, -O3 ..., commit 0123456789ab"
std::string vectors();  // the instructions that this machine runs it with: "AVX3"; they change no bit of a result

}  // namespace truce::results
