#pragma once
// Random valid scenarios: the fuel of the comparison between the block engine and its slow twin.
#include <cstdint>
#include <set>
#include <span>
#include <string>

namespace truce::test {

// One scenario file, and the names of the model's features that it uses ("timing.delay", "modifier.since.within").
struct RandomScenario {
  std::string yaml;
  std::set<std::string> features;
};

// The same seed gives the same scenario (compiled by the same compiler: it evaluates arguments in its own order). All
// names are defined, all values are in range; no two events can fire each other without end; one event fires four to
// ten times a year whatever the others do. Where `choices` are given, they decide before the seed's random numbers do,
// two bytes for each choice, in the order of writing (choices.hpp).
RandomScenario random_scenario(std::uint64_t seed, std::span<const std::uint8_t> choices = {});

}  // namespace truce::test
