#include "sim/engine/plan.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/units.hpp"
#include "sim/engine/block.hpp"

namespace truce::engine {

using model::Model;
using model::Timing;

namespace {

bool is_zero(const model::Number& n) { return !n.parameter.valid() && n.value == 0; }

// The row of `time` at whose end a deadline is read: the end of the step that holds it.
std::size_t step_of(const Model& model, double deadline) {
  const auto at = std::lower_bound(model.times.begin() + 1, model.times.end(), deadline - kSameInstantDays);
  return std::min<std::size_t>(static_cast<std::size_t>(at - model.times.begin()), model.times.size() - 1);
}

// The largest table of products; a modifier that would make it larger is looked at by itself.
constexpr std::size_t kMostJointStates = 1024;

// Whether a condition tests regimes alone; adds these to `regimes`.
bool tests_regimes_alone(const Model& model, ConditionId condition, std::vector<int>& regimes) {
  using Kind = model::ConditionNode::Kind;
  const auto nodes = model.conditions[condition.index()].nodes;
  for (int i = nodes.begin; i < nodes.end; ++i) {
    const auto& node = model.condition_nodes[static_cast<std::size_t>(i)];
    if (node.kind == Kind::kRegime) {
      if (std::find(regimes.begin(), regimes.end(), node.subject) == regimes.end()) regimes.push_back(node.subject);
    } else if (node.kind == Kind::kAny || node.kind == Kind::kNot) {
      for (int c = node.children.begin; c < node.children.end; ++c)
        if (!tests_regimes_alone(model, ConditionId(model.condition_children[static_cast<std::size_t>(c)]), regimes))
          return false;
    } else {
      return false;
    }
  }
  return true;
}

// The truth of such a condition, with each regime in the state that `states` says (by regime).
bool holds_in(const Model& model, ConditionId condition, const std::vector<int>& states) {
  using Kind = model::ConditionNode::Kind;
  const auto nodes = model.conditions[condition.index()].nodes;
  for (int i = nodes.begin; i < nodes.end; ++i) {
    const auto& node = model.condition_nodes[static_cast<std::size_t>(i)];
    bool holds = false;
    if (node.kind == Kind::kRegime) {
      holds = (node.states >> states[static_cast<std::size_t>(node.subject)]) & 1u;
    } else {
      for (int c = node.children.begin; c < node.children.end && !holds; ++c)
        holds = holds_in(model, ConditionId(model.condition_children[static_cast<std::size_t>(c)]), states);
      if (node.kind == Kind::kNot) holds = !holds;
    }
    if (!holds) return false;
  }
  return true;
}

}  // namespace

// `event`: whose modifiers they are; null for a number's.
Plan::JointProduct Plan::joint_product_of(const Model& model, model::Range modifiers, const model::Event* event) const {
  JointProduct joint;
  std::vector<int> regimes;
  std::size_t joint_states = 1;
  // Whether a condition can be told from the joint state; makes room for it.
  const auto takes_in = [&](ConditionId condition) {
    std::vector<int> wanted = regimes;
    if (!tests_regimes_alone(model, condition, wanted)) return false;
    std::size_t size = joint_states;
    for (std::size_t r = regimes.size(); r < wanted.size(); ++r)
      size *= model.regimes[static_cast<std::size_t>(wanted[r])].states.size();
    if (size > kMostJointStates) return false;
    regimes = std::move(wanted);
    joint_states = size;
    return true;
  };
  const bool has_hazard = event && (event->timing == Timing::kRate || event->timing == Timing::kProbability);
  joint.holds_condition = has_hazard && event->enabled.valid() && takes_in(event->enabled);
  std::vector<int> inside;
  for (int i = modifiers.begin; i < modifiers.end; ++i) {
    const auto& m = model.modifiers[static_cast<std::size_t>(i)];
    const bool plain = m.condition.valid() && !m.has_window && !m.since.valid() && !m.before.valid() &&
                       !m.factor.valid() && !m.has_plus;
    const bool is_shared_ratio = event && m.factor.valid() && !is_conditional(m) && m.times == 1;
    if (plain && takes_in(m.condition))
      inside.push_back(i);
    else if (!is_shared_ratio)  // which acts by itself, as `ratios`
      joint.other_modifiers.push_back(i);
  }
  std::size_t stride = 1;
  for (const int r : regimes) {
    joint.regimes.push_back({r, stride});
    stride *= model.regimes[static_cast<std::size_t>(r)].states.size();
  }
  std::vector<int> states(model.regimes.size(), 0);
  for (std::size_t joint_state = 0; joint_state < joint_states; ++joint_state) {
    for (const auto& [r, step] : joint.regimes) {
      const auto index = static_cast<std::size_t>(r);
      states[index] = static_cast<int>(joint_state / step % model.regimes[index].states.size());
    }
    double product = joint.holds_condition && !holds_in(model, event->enabled, states) ? 0 : 1;
    for (const int i : inside) {
      const auto& m = model.modifiers[static_cast<std::size_t>(i)];
      if (holds_in(model, m.condition, states)) product *= m.times;
    }
    joint.products.push_back(product);
  }
  return joint;
}

Plan::Plan(const Model& model)
    : noise_used(model.noises.size(), false), normal_used(model.noises.size(), false), captures(model.times.size()) {
  const std::size_t event_count = model.events.size();
  const Touched nothing((event_count + model.step_numbers.size() + 63) / 64, 0);
  by_regime.assign(model.regimes.size(), nothing);
  by_mark.assign(static_cast<std::size_t>(model.mark_count()), nothing);
  by_factor.assign(model.factors.size(), nothing);
  by_date.assign(event_count, nothing);
  by_node.assign(model.condition_nodes.size(), nothing);
  everything = nothing;
  ratio_of_clock.resize(padded_items(event_count));
  has_own_pace.resize(padded_items(event_count));
  edges_of_mark.resize(by_mark.size());
  edges_of_date.resize(event_count);
  std::vector<bool> dated(model.events.size());
  for (std::size_t e = 0; e < model.events.size(); ++e) dated[e] = model.events[e].timing == Timing::kDate;
  for (const auto& trigger : model.triggers) dated[trigger.event.index()] = true;
  for (const auto& schedule : model.schedules) dated[schedule.event.index()] = true;
  for (std::size_t e = 0; e < model.events.size(); ++e) {
    const auto& event = model.events[e];
    if (event.timing == Timing::kRate || event.timing == Timing::kProbability || event.timing == Timing::kDelay)
      clocks.push_back(static_cast<int>(e));
    if (dated[e]) instants.push_back(static_cast<int>(e));
    if (event.timing == Timing::kWhen) whens.push_back(static_cast<int>(e));
    event_ratios.push_back(ratios_of(model, event));
    event_loadings.push_back(loadings_of(model, event.modifiers, true));
    if (!event_ratios.back().empty() || !event_loadings.back().empty()) loaded_clocks.push_back(static_cast<int>(e));
    if (event_ratios.back().size() == 1 && event_loadings.back().empty()) {
      ratio_of_clock[e] = 1 + event_ratios.back()[0];
    } else if (!event_ratios.back().empty() || !event_loadings.back().empty()) {
      has_own_pace[e] = 1;
      other_loaded_clocks.push_back(static_cast<int>(e));
    }
    joint_products.push_back(joint_product_of(model, event.modifiers, &event));
    touch_item(everything, e);
    watch_modifiers(model, event.modifiers, e, true);
    for (int i = event.hazard.begin; i < event.hazard.end; ++i)
      add_edge(model.hazard_pieces[static_cast<std::size_t>(i)].to, e, nothing);
    watch_condition(model, event.enabled, e, true);
    watch_condition(model, event.when, e, true);
  }
  for (std::size_t n = 0; n < model.step_numbers.size(); ++n) {
    const auto& number = model.step_numbers[n];
    if (!number.constant()) moving.push_back(static_cast<int>(n));
    number_loadings.push_back(loadings_of(model, number.modifiers, false));
    joint_products.push_back(joint_product_of(model, number.modifiers, nullptr));
    const std::size_t item = event_count + n;
    if (!number.constant()) touch_item(everything, item);
    if (number.by.valid()) touch_item(by_regime[number.by.index()], item);
    watch_modifiers(model, number.modifiers, item, false);
  }

  for (std::size_t i = 0; i < model.condition_nodes.size(); ++i) {
    using Kind = model::ConditionNode::Kind;
    const Kind kind = model.condition_nodes[i].kind;
    if (kind == Kind::kCommitment || kind == Kind::kMarket || kind == Kind::kSector)
      feedback_nodes.push_back(static_cast<int>(i));
    else if (kind == Kind::kFactor && by_node[i] != nothing)
      factor_nodes.push_back(static_cast<int>(i));
  }

  for (const auto& f : model.factors) noise_used[static_cast<std::size_t>(f.noise)] = f.sd > 0;
  for (const auto& f : model.flows) noise_used[static_cast<std::size_t>(f.noise_row)] = !is_zero(f.noise);
  for (const auto& c : model.chains) noise_used[static_cast<std::size_t>(c.noise_row)] = !is_zero(c.noise);
  for (const auto& m : model.markets) noise_used[static_cast<std::size_t>(m.noise_row)] = true;
  const std::size_t n = model.noises.size();
  for (std::size_t i = 0; i < n; ++i)
    if (noise_used[i])
      for (std::size_t j = 0; j <= i; ++j)
        if (i == j || model.noise_factor[i * n + j] != 0) normal_used[j] = true;

  for (std::size_t i = 0; i < model.outcome_nodes.size(); ++i) {
    using Kind = model::OutcomeNode::Kind;
    const auto& node = model.outcome_nodes[i];
    if (node.kind == Kind::kRegime) regime_nodes.push_back(static_cast<int>(i));
    if (node.kind == Kind::kFlow || node.kind == Kind::kSector || node.kind == Kind::kMarket)
      captures[step_of(model, node.deadline)].push_back(static_cast<int>(i));
  }
}

std::vector<int> Plan::ratios_of(const Model& model, const model::Event& event) {
  std::vector<int> found;
  for (int i = event.modifiers.begin; i < event.modifiers.end; ++i) {
    const auto& m = model.modifiers[static_cast<std::size_t>(i)];
    if (!m.factor.valid() || is_conditional(m)) continue;
    const SharedRatio ratio{m.factor.value(), event.timing == Timing::kDelay ? -m.log_ratio : m.log_ratio};
    const auto same = [&](const SharedRatio& r) { return r.factor == ratio.factor && r.log_ratio == ratio.log_ratio; };
    const auto known = std::find_if(ratios.begin(), ratios.end(), same);
    found.push_back(static_cast<int>(known - ratios.begin()));
    if (known == ratios.end()) ratios.push_back(ratio);
  }
  return found;
}

std::vector<Loading> Plan::loadings_of(const Model& model, model::Range modifiers, bool only_conditional) {
  std::vector<Loading> found;
  for (int i = modifiers.begin; i < modifiers.end; ++i) {
    const auto& m = model.modifiers[static_cast<std::size_t>(i)];
    if (!m.factor.valid() || (only_conditional && !is_conditional(m))) continue;
    const bool known = std::any_of(found.begin(), found.end(), [&](Loading l) { return l.factor == m.factor.value(); });
    if (!known) found.push_back({m.factor.value(), loading_rows++});
  }
  return found;
}

void Plan::add_edge(double at, std::size_t item, const Touched& nothing) {
  const auto place = std::lower_bound(edges.begin(), edges.end(), at);
  const auto index = place - edges.begin();
  if (place == edges.end() || *place != at) {
    edges.insert(place, at);
    edge_items.insert(edge_items.begin() + index, nothing);
  }
  touch_item(edge_items[static_cast<std::size_t>(index)], item);
}

void Plan::add_own_edge(std::vector<OwnEdge>& edges, double offset, std::size_t item) {
  const auto same = [&](const OwnEdge& edge) { return edge.offset == offset; };
  auto edge = std::find_if(edges.begin(), edges.end(), same);
  if (edge == edges.end()) {
    edge = edges.insert(edge, {static_cast<int>(own_edge_items.size()), offset});
    own_edge_items.emplace_back(everything.size(), 0);
  }
  touch_item(own_edge_items[static_cast<std::size_t>(edge->index)], item);
}

void Plan::watch_modifiers(const Model& model, model::Range modifiers, std::size_t item, bool is_event) {
  for (int i = modifiers.begin; i < modifiers.end; ++i) {
    const auto& m = model.modifiers[static_cast<std::size_t>(i)];
    watch_condition(model, m.condition, item, is_event);
    for (int w = m.windows.begin; w < m.windows.end; ++w) {
      const Touched nothing(everything.size(), 0);
      add_edge(model.windows[static_cast<std::size_t>(w)].from, item, nothing);
      add_edge(model.windows[static_cast<std::size_t>(w)].to, item, nothing);
    }
    if (m.since.valid()) {
      touch_item(by_mark[m.since.index()], item);
      if (m.since_within < model::kNever) add_own_edge(edges_of_mark[m.since.index()], m.since_within, item);
    }
    if (m.before.valid()) {
      touch_item(by_date[m.before.index()], item);
      add_own_edge(edges_of_date[m.before.index()], -m.before_within, item);
    }
  }
}

void Plan::watch_condition(const Model& model, ConditionId condition, std::size_t item, bool is_event) {
  if (!condition.valid()) return;
  const auto nodes = model.conditions[condition.index()].nodes;
  for (int i = nodes.begin; i < nodes.end; ++i) {
    const auto& node = model.condition_nodes[static_cast<std::size_t>(i)];
    using Kind = model::ConditionNode::Kind;
    if (node.kind == Kind::kRegime)
      touch_item(by_regime[static_cast<std::size_t>(node.subject)], item);
    else if (node.kind != Kind::kAny && node.kind != Kind::kNot)
      touch_item(by_node[static_cast<std::size_t>(i)], item);
    // Only events see a factor's jumps before the next step.
    if (node.kind == Kind::kFactor && is_event) touch_item(by_factor[static_cast<std::size_t>(node.subject)], item);
    for (int c = node.children.begin; c < node.children.end; ++c)
      watch_condition(model, ConditionId(model.condition_children[static_cast<std::size_t>(c)]), item, is_event);
  }
}

}  // namespace truce::engine
