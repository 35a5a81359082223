#pragma once
// SHA-256 (FIPS 180-4), to name a scenario by its content.
#include <string>
#include <string_view>

namespace truce::results {

// 64 lower-case hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace truce::results
