#include "sim/scenario/outcome_words.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/words.hpp"

namespace truce::scenario {

namespace {

using Kind = OutcomeSpec::Kind;
using Quantity = OutcomeSpec::Quantity;

class OutcomeWords {
 public:
  explicit OutcomeWords(const Scenario& scenario) : scenario_(scenario), words_(scenario.start) {}

  std::string of(const OutcomeSpec& o) const {
    const std::string text = statement(o);
    return o.given ? fmt::format("{}, over the paths on which {}", text, of(*o.given)) : text;
  }

 private:
  std::string statement(const OutcomeSpec& o) const {
    switch (o.kind) {
      case Kind::kEvent:
        return fmt::format("{} happens{}", event_words(o.event), by(o));
      case Kind::kRegime:
        return regime(o);
      case Kind::kAll:
        return joined(o, "and");
      case Kind::kAny:
        return joined(o, "or");
      case Kind::kNot:
        return "it is not so that " + of(o.children.front());
      case Kind::kReference:
        return fmt::format("`{}`", o.subject.text);
      default:
        break;
    }
    return quantity(o) + by(o) + comparisons(o);
  }

  std::string date(const OutcomeSpec& o) const {
    return o.deadline_day ? words_.date_until(*o.deadline_day) : "the end";
  }
  std::string by(const OutcomeSpec& o) const { return o.deadline_day ? " by " + date(o) : ""; }

  std::string regime(const OutcomeSpec& o) const {
    const std::string condition = words_.condition(*o.condition);
    switch (o.when) {
      case OutcomeSpec::When::kAt:
        return fmt::format("{} on {}", condition, date(o));
      case OutcomeSpec::When::kThroughout:
        return fmt::format("{} all the time until {}", condition, date(o));
      case OutcomeSpec::When::kBy:
        break;
    }
    return fmt::format("{} at some time by {}", condition, date(o));
  }

  std::string joined(const OutcomeSpec& o, const char* last) const {
    std::vector<std::string> parts;
    for (const OutcomeSpec& child : o.children) {
      const bool is_list = child.kind == Kind::kAll || child.kind == Kind::kAny;
      parts.push_back(is_list ? fmt::format("({})", of(child)) : of(child));
    }
    return list_words(parts, last);
  }

  static std::string quantity(const OutcomeSpec& o) {
    const std::string& name = o.subject.text;
    switch (o.quantity) {
      case Quantity::kOrdered:
        return fmt::format("what is ordered {} `{}`", o.kind == Kind::kCommitment ? "toward" : "of", name);
      case Quantity::kShipped:
        return fmt::format("what is shipped {} `{}`", o.kind == Kind::kCommitment ? "toward" : "of", name);
      case Quantity::kDisruptedDays:
        return fmt::format("the time for which `{}` is disrupted", name);
      case Quantity::kLoss:
        return fmt::format("the output that `{}` loses", name);
      case Quantity::kReturn:
        return fmt::format("the return of `{}`", name);
      case Quantity::kDrawdown:
        return fmt::format("the deepest fall of `{}`", name);
    }
    return name;
  }

  std::string comparisons(const OutcomeSpec& o) const {
    std::vector<std::string> parts;
    for (const Comparison& one : o.comparisons) {
      const char* how = one.kind == Comparison::Kind::kAtLeast  ? "at least"
                        : one.kind == Comparison::Kind::kAtMost ? "at most"
                        : one.kind == Comparison::Kind::kAbove  ? "above"
                                                                : "below";
      parts.push_back(fmt::format("{} {}", how, value(o, one.value)));
    }
    return parts.empty() ? "" : " is " + list_words(parts, "and");
  }

  std::string value(const OutcomeSpec& o, double value) const {
    switch (o.quantity) {
      case Quantity::kDisruptedDays:
        return exact(value) + (value == 1 ? " day" : " days");
      case Quantity::kLoss:
        return exact(value) + (value == 1 ? " week" : " weeks");
      case Quantity::kReturn:
      case Quantity::kDrawdown:
        return percent(value);
      case Quantity::kOrdered:
      case Quantity::kShipped:
        break;
    }
    if (o.kind == Kind::kCommitment && !o.in_volume) return percent(value) + " of it";
    return fmt::format("{} {}", exact(value), unit_of_flow(o.subject.text));
  }

  // `name`: of a flow, or FLOW.COMMITMENT.
  std::string unit_of_flow(const std::string& name) const {
    const std::string flow = name.substr(0, name.find('.'));
    const auto found = std::find_if(scenario_.flows.begin(), scenario_.flows.end(),
                                    [&](const FlowSpec& one) { return one.name.text == flow; });
    return found == scenario_.flows.end() ? "" : found->unit;
  }

  const Scenario& scenario_;
  Words words_;
};

}  // namespace

std::string outcome_words(const Scenario& scenario, const OutcomeSpec& outcome) {
  return OutcomeWords(scenario).of(outcome);
}

}  // namespace truce::scenario
