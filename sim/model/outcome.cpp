#include <map>
#include <string>

#include "sim/model/builder.hpp"

namespace truce::model {

namespace {

using Spec = scenario::OutcomeSpec;

class OutcomeBuilder {
 public:
  explicit OutcomeBuilder(Builder& builder) : builder_(builder) {
    for (const auto& named : builder.scenario.outcomes) specs_.emplace(named.name.text, &named.outcome);
  }

  // The node of a named outcome: one, however often others use it.
  int named_node(const std::string& name) {
    const auto known = nodes_.find(name);
    if (known != nodes_.end()) return known->second;
    const int index = node(*specs_.at(name));
    nodes_.emplace(name, index);
    return index;
  }

  int node(const Spec& spec) {
    if (spec.kind == Spec::Kind::kReference) return named_node(spec.subject.text);
    OutcomeNode n;
    n.quantity = static_cast<OutcomeNode::Quantity>(spec.quantity);
    n.in_volume = spec.in_volume;
    n.when = static_cast<OutcomeNode::When>(spec.when);
    n.deadline = spec.deadline_day.value_or(builder_.scenario.horizon_days());
    n.comparisons = comparisons(spec);
    switch (spec.kind) {
      case Spec::Kind::kEvent:
        n.kind = OutcomeNode::Kind::kEvent;
        n.mark = builder_.mark(spec.event);
        break;
      case Spec::Kind::kRegime:
        n.kind = OutcomeNode::Kind::kRegime;
        n.condition = builder_.condition(*spec.condition);
        break;
      case Spec::Kind::kCommitment:
        n.kind = OutcomeNode::Kind::kCommitment;
        n.subject = builder_.commitment(spec.subject.text).value();
        break;
      case Spec::Kind::kFlow:
        n.kind = OutcomeNode::Kind::kFlow;
        n.subject = builder_.flow(spec.subject.text).value();
        break;
      case Spec::Kind::kSector:
        n.kind = OutcomeNode::Kind::kSector;
        n.subject = builder_.sector(spec.subject.text).value();
        break;
      case Spec::Kind::kMarket:
        n.kind = OutcomeNode::Kind::kMarket;
        n.subject = builder_.market(spec.subject.text).value();
        break;
      case Spec::Kind::kAll:
        n.kind = OutcomeNode::Kind::kAll;
        n.children = children(spec);
        break;
      case Spec::Kind::kAny:
        n.kind = OutcomeNode::Kind::kAny;
        n.children = children(spec);
        break;
      case Spec::Kind::kNot:
        n.kind = OutcomeNode::Kind::kNot;
        n.children = children(spec);
        break;
      case Spec::Kind::kReference:
        break;
    }
    builder_.model.outcome_nodes.push_back(n);
    return static_cast<int>(builder_.model.outcome_nodes.size()) - 1;
  }

  // Whether the outcome, a reference followed to its end, is 0 or 1.
  bool statement(const Spec& spec) const {
    return spec.kind == Spec::Kind::kReference ? statement(*specs_.at(spec.subject.text)) : spec.is_statement();
  }

 private:
  Range comparisons(const Spec& spec) {
    auto& all = builder_.model.comparisons;
    Range range{static_cast<int>(all.size()), 0};
    for (const auto& c : spec.comparisons) all.push_back({static_cast<Comparison::Kind>(c.kind), c.value});
    range.end = static_cast<int>(all.size());
    return range;
  }

  Range children(const Spec& spec) {
    std::vector<int> built;
    for (const auto& child : spec.children) built.push_back(node(child));
    auto& all = builder_.model.outcome_children;
    const Range range{static_cast<int>(all.size()), static_cast<int>(all.size() + built.size())};
    all.insert(all.end(), built.begin(), built.end());
    return range;
  }

  Builder& builder_;
  std::map<std::string, const Spec*> specs_;
  std::map<std::string, int> nodes_;
};

}  // namespace

void build_outcomes(Builder& builder) {
  OutcomeBuilder outcomes(builder);
  for (const auto& named : builder.scenario.outcomes) {
    Outcome outcome;
    outcome.name = named.name.text;
    outcome.node = outcomes.named_node(outcome.name);
    if (named.outcome.given) outcome.given = outcomes.node(*named.outcome.given);
    outcome.statement = outcomes.statement(named.outcome);
    builder.model.outcomes.push_back(std::move(outcome));
  }
}

}  // namespace truce::model
