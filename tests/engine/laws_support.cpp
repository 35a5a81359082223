#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/dates.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {

Law chance(double p, std::int64_t paths) { return average(p, p * (1 - p), paths); }

Law average(double mean, double variance, std::int64_t paths) {
  return {mean, std::sqrt(variance / static_cast<double>(paths))};
}

bool agrees(double observed, Law law) { return std::abs(observed - law.mean) <= kBound * law.standard_error; }

void check_law(const std::string& what, double observed, Law law, const std::vector<Mistake>& mistakes) {
  INFO(fmt::format("{}: {} where the law says {} +- {} ({:+.2f} standard errors)", what, observed, law.mean,
                   law.standard_error, (observed - law.mean) / law.standard_error));
  CHECK(law.standard_error > 0);
  CHECK(agrees(observed, law));
  for (const Mistake& mistake : mistakes) {
    INFO(fmt::format("mistake: {} ({})", mistake.what, mistake.law.mean));
    CHECK(std::abs(mistake.law.mean - law.mean) >= kPower * std::max(law.standard_error, mistake.law.standard_error));
    CHECK_FALSE(agrees(observed, mistake.law));
  }
}

namespace {

class Sum : public engine::BlockSink {
 public:
  explicit Sum(const std::vector<Measure>& measures) : sums(measures.size()), measures_(measures) {}
  struct OfBlock : Partial {
    std::vector<double> sums;
  };
  std::unique_ptr<Partial> tally(const engine::BlockResult& block, std::size_t paths) override {
    auto partial = std::make_unique<OfBlock>();
    for (const Measure& measure : measures_) {
      double sum = 0;
      for (std::size_t lane = 0; lane < paths; ++lane) sum += measure(block, lane);
      partial->sums.push_back(sum);
    }
    return partial;
  }
  void merge(std::unique_ptr<Partial> partial) override {
    const auto& of_block = static_cast<const OfBlock&>(*partial).sums;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += of_block[i];
  }

  std::vector<double> sums;

 private:
  const std::vector<Measure>& measures_;
};

template <class Named>
std::size_t index_by(const std::vector<Named>& all, std::string Named::*member, const std::string& name) {
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].*member == name) return i;
  throw std::runtime_error("nothing in the model has the name " + name);
}

}  // namespace

std::vector<double> averages(const model::Model& model, const std::vector<Measure>& measures, std::int64_t paths) {
  Sum sum(measures);
  engine::RunOptions options;
  options.paths = paths;
  options.last_block = engine::blocks_for(paths);
  engine::run_blocks(model, options, sum);
  for (double& s : sum.sums) s /= static_cast<double>(paths);
  return sum.sums;
}

void check_laws(const model::Model& model, const std::vector<Tested>& laws, std::int64_t paths) {
  std::vector<Measure> measures;
  for (const Tested& tested : laws) measures.push_back(tested.measure);
  const std::vector<double> observed = averages(model, measures, paths);
  for (std::size_t i = 0; i < laws.size(); ++i) check_law(laws[i].what, observed[i], laws[i].law, laws[i].mistakes);
}

std::string date_of_day(int day) { return format_iso_date(Date{to_date({2026, 1, 1}).days + day}); }

std::string scenario_text(const std::string& step, int days, const std::string& body) {
  std::string text = fmt::format("start: 2026-01-01\nend: {}\nstep: {}\n", date_of_day(days - 1), step);
  for (std::size_t i = 0; i < body.size();) {
    std::size_t digits = i + 1;
    if (body[i] == '@' && digits < body.size() && (std::isdigit(body[digits]) || body[digits] == '-')) {
      while (++digits < body.size() && std::isdigit(body[digits])) {
      }
      text += date_of_day(std::stoi(body.substr(i + 1, digits - i - 1)));
      i = digits;
    } else {
      text += body[i++];
    }
  }
  return text;
}

std::size_t event_index(const model::Model& model, const std::string& name) {
  return index_by(model.events, &model::Event::name, name);
}
std::size_t regime_index(const model::Model& model, const std::string& name) {
  return index_by(model.regimes, &model::Regime::name, name);
}
std::size_t state_index(const model::Model& model, const std::string& regime, const std::string& state) {
  const auto& states = model.regimes[regime_index(model, regime)].states;
  for (std::size_t s = 0; s < states.size(); ++s)
    if (states[s] == state) return s;
  throw std::runtime_error("no state " + state);
}
std::size_t outcome_of_event_index(const model::Model& model, const std::string& full_name) {
  return index_by(model.outcomes_of_events, &model::OutcomeOfEvent::full_name, full_name);
}
std::size_t outcome_index(const model::Model& model, const std::string& name) {
  return index_by(model.outcomes, &model::Outcome::name, name);
}
std::size_t factor_index(const model::Model& model, const std::string& name) {
  return index_by(model.factors, &model::Factor::name, name);
}
std::size_t market_index(const model::Model& model, const std::string& name) {
  return index_by(model.markets, &model::Market::name, name);
}
std::size_t flow_index(const model::Model& model, const std::string& name) {
  return index_by(model.flows, &model::Flow::name, name);
}
std::size_t commitment_index(const model::Model& model, const std::string& name) {
  return index_by(model.commitments, &model::Commitment::name, name);
}
std::size_t chain_index(const model::Model& model, const std::string& name) {
  return index_by(model.chains, &model::Chain::name, name);
}
std::size_t sector_index(const model::Model& model, const std::string& name) {
  return index_by(model.sectors, &model::Sector::name, name);
}

Measure fired_by(const model::Model& model, const std::string& event, double day) {
  // NaN (never) compares false. The tolerance is the model's: instants within 1e-9 days are one.
  return [e = event_index(model, event), day](const engine::BlockResult& block, std::size_t lane) {
    return block.event_first_time[e][lane] <= day + 1e-9 ? 1.0 : 0.0;
  };
}
Measure count_of(const model::Model& model, const std::string& event) {
  return [e = event_index(model, event)](const engine::BlockResult& block, std::size_t lane) {
    return block.event_count[e][lane];
  };
}
Measure count_is(const model::Model& model, const std::string& event, double count) {
  return [e = event_index(model, event), count](const engine::BlockResult& block, std::size_t lane) {
    return block.event_count[e][lane] == count ? 1.0 : 0.0;
  };
}
Measure hazard_of(const model::Model& model, const std::string& event) {
  return [e = event_index(model, event)](const engine::BlockResult& block, std::size_t lane) {
    return block.event_integrated_hazard[e][lane];
  };
}
Measure outcome_was(const model::Model& model, const std::string& full_name) {
  const std::string event = full_name.substr(0, full_name.find('.'));
  return
      [e = event_index(model, event), o = static_cast<std::int32_t>(outcome_of_event_index(model, full_name))](
          const engine::BlockResult& block, std::size_t lane) { return block.event_outcome[e][lane] == o ? 1.0 : 0.0; };
}
Measure in_state(const model::Model& model, const std::string& regime, const std::string& state, std::size_t row) {
  return [r = regime_index(model, regime), s = state_index(model, regime, state), row](const engine::BlockResult& block,
                                                                                       std::size_t lane) {
    return block.regime.at(r, row)[lane] == s ? 1.0 : 0.0;
  };
}
Measure log_return(const model::Model& model, const std::string& market, std::size_t horizon) {
  const std::size_t row = market_index(model, market) * model.horizons.size() + horizon;
  return
      [row](const engine::BlockResult& block, std::size_t lane) { return std::log1p(block.market_return[row][lane]); };
}
Measure product(Measure first, Measure second) {
  return [first = std::move(first), second = std::move(second)](const engine::BlockResult& block, std::size_t lane) {
    return first(block, lane) * second(block, lane);
  };
}
Measure square(Measure measure) {
  return [measure = std::move(measure)](const engine::BlockResult& block, std::size_t lane) {
    const double value = measure(block, lane);
    return value * value;
  };
}
Measure difference(Measure first, Measure second) {
  return [first = std::move(first), second = std::move(second)](const engine::BlockResult& block, std::size_t lane) {
    return first(block, lane) - second(block, lane);
  };
}
Measure is_above(Measure measure, double threshold) {
  return [measure = std::move(measure), threshold](const engine::BlockResult& block, std::size_t lane) {
    return measure(block, lane) > threshold ? 1.0 : 0.0;
  };
}

}  // namespace truce::test
