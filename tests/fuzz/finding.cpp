#include "tests/fuzz/finding.hpp"

#include <cstdio>
#include <cstdlib>

namespace truce::test {

void finding(const std::string& what, const std::string& details) {
  std::fprintf(stderr, "%s\nFINDING: %s\n", details.c_str(), what.c_str());
  std::abort();
}

}  // namespace truce::test
