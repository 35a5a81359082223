#include "sim/scenario/outcome_references.hpp"

#include <map>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"

namespace truce::scenario {

namespace {

using Kind = OutcomeSpec::Kind;

// Outcomes that refer to one another in a circle have no value; and a conditional one cannot be part of another.
class ReferenceChecker {
 public:
  ReferenceChecker(Context& context, const std::vector<NamedOutcomeSpec>& outcomes) : context_(context) {
    for (const NamedOutcomeSpec& named : outcomes) by_name_[named.name.text] = &named;
  }
  void check() {
    for (const auto& [name, named] : by_name_) visit(*named);
  }

 private:
  enum class Mark { kNew, kOpen, kDone };

  // False where a loop was found (and reported).
  bool visit(const NamedOutcomeSpec& named) {
    Mark& mark = marks_[named.name.text];
    if (mark == Mark::kDone) return true;
    if (mark == Mark::kOpen) return false;
    mark = Mark::kOpen;
    follow(named.outcome, true);
    marks_[named.name.text] = Mark::kDone;
    return true;
  }

  void follow(const OutcomeSpec& spec, bool needs_statement) {
    if (spec.kind == Kind::kReference) {
      const auto found = by_name_.find(spec.subject.text);
      if (found == by_name_.end()) return;
      const NamedOutcomeSpec& other = *found->second;
      if (!visit(other)) {
        context_.error(kOutcomeLoop, spec.at, fmt::format("the outcome '{}' refers to itself", spec.subject.text),
                       "this closes the loop");
      } else if (needs_statement && !other.outcome.is_statement()) {
        context_.error(kMissingKey, spec.at,
                       fmt::format("'{}' is a quantity, not something that holds or not", spec.subject.text),
                       "a statement is needed here", {"compare it: `at_least`, `at_most`, `above` or `below`"});
      } else if (other.outcome.given) {
        context_.error(kNotWithThis, spec.at, fmt::format("'{}' is conditional (it has a `given`)", spec.subject.text),
                       "it has no value on the other paths", {"name the unconditional statement instead"});
      }
    }
    for (const OutcomeSpec& child : spec.children) follow(child, true);
    if (spec.given) follow(*spec.given, true);
  }

  Context& context_;
  std::map<std::string, const NamedOutcomeSpec*> by_name_;
  std::map<std::string, Mark> marks_;
};

}  // namespace

void check_outcome_references(Context& context, const std::vector<NamedOutcomeSpec>& outcomes) {
  ReferenceChecker(context, outcomes).check();
}

}  // namespace truce::scenario
