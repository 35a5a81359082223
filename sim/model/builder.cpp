#include "sim/model/builder.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/contract.hpp"
#include "sim/base/dates.hpp"
#include "sim/scenario/codes.hpp"

namespace truce::model {

using scenario::ConditionEntry;

namespace {

random::Distribution::Form to_form(const scenario::DistributionSpec& spec) {
  random::Distribution::Form form;
  static_assert(static_cast<int>(scenario::DistributionSpec::Kind::kFixed) ==
                static_cast<int>(random::Distribution::Kind::kFixed));
  switch (spec.kind) {
    using From = scenario::DistributionSpec::Kind;
    using To = random::Distribution::Kind;
    case From::kFixed:
      form.kind = To::kFixed;
      break;
    case From::kNormal:
      form.kind = To::kNormal;
      break;
    case From::kLognormal:
      form.kind = To::kLognormal;
      break;
    case From::kUniform:
      form.kind = To::kUniform;
      break;
    case From::kTriangular:
      form.kind = To::kTriangular;
      break;
    case From::kBeta:
      form.kind = To::kBeta;
      break;
    case From::kGamma:
      form.kind = To::kGamma;
      break;
    case From::kWeibull:
      form.kind = To::kWeibull;
      break;
    case From::kExponential:
      form.kind = To::kExponential;
      break;
    case From::kChoice:
      form.kind = To::kChoice;
      break;
    case From::kTable:
      form.kind = To::kTable;
      break;
    case From::kMixture:
      form.kind = To::kMixture;
      break;
  }
  form.a = spec.a;
  form.b = spec.b;
  form.c = spec.c;
  form.points = spec.points;
  for (const auto& [weight, part] : spec.parts) form.parts.push_back({weight, to_form(part)});
  return form;
}

}  // namespace

random::Distribution to_distribution(const scenario::DistributionSpec& spec) {
  return random::Distribution(to_form(spec));
}

Builder::Builder(const scenario::Scenario& s, Model& m, Diagnostics& d) : scenario(s), model(m), diagnostics(d) {
  const auto fill = [](Index& index, const auto& specs) {
    for (const auto& spec : specs) index.emplace(spec.name.text, static_cast<int>(index.size()));
  };
  fill(regimes_, s.regimes);
  fill(factors_, s.factors);
  fill(events_, s.events);
  fill(flows_, s.flows);
  fill(markets_, s.markets);
  for (const auto& flow : s.flows)
    for (const auto& c : flow.commitments)
      commitments_.emplace(flow.name.text + "." + c.name.text, static_cast<int>(commitments_.size()));
  for (const auto& chain : s.chains)
    for (const auto& sector : chain.sectors)
      sectors_.emplace(chain.name.text + "." + sector.name.text, static_cast<int>(sectors_.size()));
  marks_ = events_;
  for (const auto& event : s.events)
    for (const auto& outcome : event.outcomes)
      marks_.emplace(event.name.text + "." + outcome.name.text, static_cast<int>(marks_.size()));
}

std::int32_t Builder::find(const Index& index, const std::string& name) {
  const auto it = index.find(name);
  TRUCE_EXPECT(it != index.end());  // the reader has checked every name
  return it->second;
}

int Builder::state(RegimeId regime, const std::string& name) const {
  const auto& states = scenario.regimes[regime.index()].states;
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i].text == name) return static_cast<int>(i);
  TRUCE_EXPECT(!"a state that the reader has checked");
  return 0;
}

MarkId Builder::mark(const scenario::EventRef& ref) const {
  return MarkId(find(marks_, ref.outcome ? ref.event.text + "." + ref.outcome->text : ref.event.text));
}

random::StreamId Builder::stream(const std::string& name, SourceRange at) {
  const random::StreamId id(name);
  const auto [it, fresh] = streams_.emplace(id.value(), name);
  if (!fresh && it->second != name)
    diagnostics.error(scenario::kSameStream, at,
                      "the random streams '" + name + "' and '" + it->second + "' have the same hash", "",
                      {"rename one of the two; any other name will do"});
  return id;
}

Number Builder::number(const scenario::NumberSpec& spec, const std::string& stream_path) {
  if (spec.is_fixed()) return {spec.fixed(), {}};
  Parameter parameter;
  parameter.path = spec.path;
  parameter.distribution = to_distribution(spec.value);
  parameter.stream = stream("parameter/" + (stream_path.empty() ? spec.path : stream_path), spec.at);
  const double median = parameter.distribution.quantile(0.5);
  model.parameters.push_back(std::move(parameter));
  return {median, ParameterId(model.parameters.size() - 1)};
}

StepNumberId Builder::step_number(const scenario::NumberSpec& spec,
                                  const std::vector<scenario::ModifierSpec>& modifier_specs, bool root_mean_square) {
  StepNumber n;
  n.path = spec.path;
  n.base = number(spec);
  n.modifiers = modifiers(modifier_specs);
  n.root_mean_square = root_mean_square;
  model.step_numbers.push_back(std::move(n));
  return StepNumberId(model.step_numbers.size() - 1);
}

StepNumberId Builder::step_number_by_regime(const std::string& path, RegimeId by,
                                            const std::vector<scenario::NumberSpec>& levels,
                                            const std::vector<scenario::ModifierSpec>& modifier_specs) {
  StepNumber n;
  n.path = path;
  n.by = by;
  n.levels.begin = static_cast<int>(model.levels.size());
  for (const auto& level : levels) model.levels.push_back(number(level));
  n.levels.end = static_cast<int>(model.levels.size());
  n.modifiers = modifiers(modifier_specs);
  model.step_numbers.push_back(std::move(n));
  return StepNumberId(model.step_numbers.size() - 1);
}

Range Builder::modifiers(const std::vector<scenario::ModifierSpec>& specs) {
  std::vector<Modifier> built;
  built.reserve(specs.size());
  for (const auto& spec : specs) built.push_back(modifier(spec));
  const Range range{static_cast<int>(model.modifiers.size()), static_cast<int>(model.modifiers.size() + built.size())};
  model.modifiers.insert(model.modifiers.end(), built.begin(), built.end());
  return range;
}

Modifier Builder::modifier(const scenario::ModifierSpec& spec) {
  Modifier m;
  if (spec.while_) m.condition = condition(*spec.while_);
  if (spec.between) {
    m.has_window = true;
    m.windows = windows(*spec.between);
  }
  if (spec.since) {
    m.since = mark(*spec.since);
    if (spec.within) m.since_within = spec.within->fixed();
  }
  if (spec.before) {
    m.before = event(spec.before->text);
    m.before_within = spec.within->fixed();
  }
  if (spec.factor && spec.ratio) {
    m.factor = factor(spec.factor->text);
    m.log_ratio = std::log(spec.ratio->fixed());
  }
  if (spec.times) m.times = spec.times->fixed();
  if (spec.plus) {
    m.plus = spec.plus->fixed();
    m.has_plus = true;
  }
  if (spec.odds) {
    m.odds = spec.odds->fixed();
    m.has_odds = true;
  }
  return m;
}

// A yearly window becomes one interval a year; one that ends before it begins in the calendar runs over New Year.
// 29 February is 1 March as a beginning, and the end of February as an end, in a year that has none.
Range Builder::windows(const scenario::WindowSpec& spec) {
  Range range{static_cast<int>(model.windows.size()), 0};
  const double horizon = model.horizon_days;
  const auto add = [&](double from, double to) {
    if (to > 0 && from < horizon) model.windows.push_back({from, to});
  };
  if (!spec.every_year) {
    add(spec.from_day, spec.to_day);
  } else {
    const auto day_of = [&](int year, int month, int day) {
      return to_date({year, month, std::min(day, days_in_month(year, month))}).days - model.start.days;
    };
    const bool over_new_year =
        spec.to_month < spec.from_month || (spec.to_month == spec.from_month && spec.to_date < spec.from_date);
    const int last = to_civil(model.end).year;
    for (int year = to_civil(model.start).year - 1; year <= last; ++year) {
      const bool no_leap_day = spec.from_date > days_in_month(year, spec.from_month);
      add(day_of(year, spec.from_month, spec.from_date) + (no_leap_day ? 1 : 0),
          day_of(year + (over_new_year ? 1 : 0), spec.to_month, spec.to_date) + 1);
    }
  }
  range.end = static_cast<int>(model.windows.size());
  return range;
}

ConditionId Builder::condition(const scenario::ConditionSpec& spec) {
  Condition built;
  std::vector<ConditionNode> nodes;
  for (const auto& entry : spec.entries) nodes.push_back(node(entry, built));
  built.nodes = {static_cast<int>(model.condition_nodes.size()),
                 static_cast<int>(model.condition_nodes.size() + nodes.size())};
  model.condition_nodes.insert(model.condition_nodes.end(), nodes.begin(), nodes.end());
  model.conditions.push_back(built);
  return ConditionId(model.conditions.size() - 1);
}

Range Builder::children(const std::vector<scenario::ConditionSpec>& specs, Condition& owner) {
  std::vector<int> built;
  for (const auto& spec : specs) {
    const ConditionId id = condition(spec);
    owner.uses_feedback = owner.uses_feedback || model.conditions[id.index()].uses_feedback;
    owner.uses_factor = owner.uses_factor || model.conditions[id.index()].uses_factor;
    built.push_back(id.value());
  }
  const Range range{static_cast<int>(model.condition_children.size()),
                    static_cast<int>(model.condition_children.size() + built.size())};
  model.condition_children.insert(model.condition_children.end(), built.begin(), built.end());
  return range;
}

ConditionNode Builder::node(const ConditionEntry& entry, Condition& owner) {
  ConditionNode n;
  n.threshold = entry.threshold;
  n.above = entry.above;
  switch (entry.kind) {
    case ConditionEntry::Kind::kRegime: {
      n.kind = ConditionNode::Kind::kRegime;
      const RegimeId id = regime(entry.subject.text);
      n.subject = id.value();
      for (const auto& name : entry.states) n.states |= std::uint64_t{1} << state(id, name.text);
      break;
    }
    case ConditionEntry::Kind::kCommitment:
      n.kind = ConditionNode::Kind::kCommitment;
      n.subject = commitment(entry.subject.text).value();
      owner.uses_feedback = true;
      break;
    case ConditionEntry::Kind::kMarket:
      n.kind = ConditionNode::Kind::kMarket;
      n.subject = market(entry.subject.text).value();
      n.log_fall = -std::log1p(-n.threshold);
      owner.uses_feedback = true;
      break;
    case ConditionEntry::Kind::kSector:
      n.kind = ConditionNode::Kind::kSector;
      n.subject = sector(entry.subject.text).value();
      owner.uses_feedback = true;
      break;
    case ConditionEntry::Kind::kFactor:
      n.kind = ConditionNode::Kind::kFactor;
      n.subject = factor(entry.subject.text).value();
      owner.uses_factor = true;
      break;
    case ConditionEntry::Kind::kAny:
      n.kind = ConditionNode::Kind::kAny;
      n.children = children(entry.children, owner);
      break;
    case ConditionEntry::Kind::kNot:
      n.kind = ConditionNode::Kind::kNot;
      n.children = children(entry.children, owner);
      break;
  }
  return n;
}

}  // namespace truce::model
