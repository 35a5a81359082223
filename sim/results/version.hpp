#pragma once
// What this program is and how it was built; every result carries it.
#include <string>

namespace truce::results {

std::string version();  // "0.1.0"
// Compiler, flags, the vector instructions that this machine runs it with, commit: "g++ 12.2.0, -O3 ..., vectors AVX3,
// commit 0123456789ab".
std::string build();

}  // namespace truce::results
