// random_scenarios FOLDER COUNT: writes the random scenarios of seeds 0 to COUNT - 1 as FOLDER/SEED.yaml, for the tests
// that read scenarios from outside the program.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string_view>

#include "tests/support/random_scenario.hpp"

int main(int count, char** texts) {
  std::uint64_t scenarios = 0;
  const std::string_view number = count == 3 ? texts[2] : "";
  const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), scenarios);
  if (error != std::errc{} || stop != number.data() + number.size()) {
    std::fputs("usage: random_scenarios FOLDER COUNT\n", stderr);
    return 2;
  }
  for (std::uint64_t seed = 0; seed < scenarios; ++seed) {
    std::ofstream out(std::string{texts[1]} + "/" + std::to_string(seed) + ".yaml", std::ios::binary);
    out << truce::test::random_scenario(seed).yaml;
    if (!out.flush()) {
      std::fprintf(stderr, "random_scenarios: cannot write into %s\n", texts[1]);
      return 3;
    }
  }
  return 0;
}
