#pragma once
// Results to the standard output, all else to the standard error.
#include <string>

namespace truce::app {

// Gives the three standard descriptors a place, so that no result file is ever opened under one of their numbers. A
// closed standard output stays unwritable.
void claim_standard_streams();

// Writes all of `text`. Throws RunError where that fails (a full disk); a reader that went away (`| head`) has seen
// what it wanted: then nothing more is written, and that is no error.
void print(const std::string& text);

// To the standard error, come what may.
void report(const std::string& text);

// Whether people watch the standard error on a terminal that can rewrite its line; its columns.
bool on_terminal();
std::size_t terminal_columns();

}  // namespace truce::app
