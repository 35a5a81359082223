#pragma once
// What must hold of a file's bytes before the YAML parser sees them.
#include <string_view>

#include "sim/base/diagnostics.hpp"

namespace truce::scenario {

// Valid UTF-8, no control characters but tab and line feed, brackets nested no deeper than the limit. False (and one
// error) where not.
bool check_text(std::string_view text, FileId file, Diagnostics& diagnostics);

// The number of characters (code points) in valid UTF-8.
int count_characters(std::string_view text);

}  // namespace truce::scenario
