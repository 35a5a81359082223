#pragma once
// What must hold of a file's bytes before the YAML parser sees them.
#include <optional>
#include <string_view>

#include "sim/base/diagnostics.hpp"

namespace truce::scenario {

// Valid UTF-8, no control characters but tab and line feed, brackets nested no deeper than the limit. False (and one
// error) where not.
bool check_text(std::string_view text, FileId file, Diagnostics& diagnostics);

// The number of characters (code points) in valid UTF-8.
int count_characters(std::string_view text);

// The first control character that is neither a line end nor a tab: U+0000 to U+001F, U+007F to U+009F.
std::optional<unsigned> control_character_in(std::string_view text);

}  // namespace truce::scenario
