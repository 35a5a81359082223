#pragma once
// What a study varies (2-scenario-language.md, 2.5).
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/section.hpp"
#include "sim/scenario/study.hpp"
#include "sim/scenario/words.hpp"

namespace truce::scenario {

// A number of the scenario that a study may name by its address.
struct StudyNumber {
  const NumberSpec* number = nullptr;
  Measured measured;
  bool is_fact = false;
  bool is_whole = false;
  bool has_stretch() const { return number->range.has_value() && number->is_fixed(); }
};

// The numbers that a scenario gives, by address; refers to the scenario.
class StudyNumbers {
 public:
  explicit StudyNumbers(const Scenario& scenario);
  const std::map<std::string, StudyNumber>& all() const { return all_; }
  // Also without the `.value` that may stand behind an address in --set; null where there is none.
  const StudyNumber* find(const std::string& path) const;
  // What varies at an address, its values not yet said.
  VarySpec addressed(const std::string& path, SourceRange at) const;

 private:
  std::map<std::string, StudyNumber> all_;
};

// The unit that all values are written in; empty where they differ or one is no number.
std::string common_unit(const std::vector<std::string>& values);

// Reads `vary`: a map of addresses, or `assumptions`. `method`: none where it is not known, after an error.
std::vector<VarySpec> read_vary(Context& context, const Entry& vary, const StudyNumbers& numbers,
                                std::optional<StudySpec::Method> method);

}  // namespace truce::scenario
