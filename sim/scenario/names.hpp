#pragma once
// All names that a scenario defines, gathered before anything refers to them.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/node.hpp"

namespace truce::scenario {

struct EventNames {
  std::vector<std::string> outcomes;
  bool has_timing = false;
  bool has_date = false;
};

struct Names {
  std::vector<std::string> factors;
  std::vector<std::string> regimes;
  std::map<std::string, std::vector<std::string>> states;  // of each regime
  std::map<std::string, SourceRange> states_at;            // where they are listed
  std::vector<std::string> events;
  std::map<std::string, EventNames> event;
  std::set<std::string> triggered;  // events that some trigger names
  std::vector<std::string> flows;
  std::vector<std::string> commitments;  // "soybeans.initial"
  std::vector<std::string> chains;
  std::vector<std::string> sectors;  // "rare_earths.automotive"
  std::vector<std::string> markets;
  std::vector<std::string> outcomes;
  std::vector<std::string> shock_rows;
  std::vector<std::string> sources;

  explicit Names(const Node& root);
};

bool contains(const std::vector<std::string>& names, const std::string& name);

}  // namespace truce::scenario
