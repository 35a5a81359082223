#include "sim/results/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/dates.hpp"
#include "sim/base/units.hpp"
#include "sim/results/format.hpp"

namespace truce::results {

namespace {

using Group = Figure::Group;
using Kind = Figure::Kind;
using Statistic = Figure::Statistic;

class List {
 public:
  explicit List(const model::Model& model) : model_(model) {}

  std::vector<Figure> all() {
    if (model_.has_truce) add_truce();
    add_commitments();
    add_sectors();
    add_markets();
    add_outcomes();
    return std::move(out_);
  }

 private:
  Figure& add(Group group, Kind kind, Statistic statistic, std::size_t subject, std::size_t horizon) {
    Figure figure;
    figure.group = group;
    figure.kind = kind;
    figure.statistic = statistic;
    figure.subject = subject;
    figure.horizon = horizon;
    figure.unit = "1";
    out_.push_back(std::move(figure));
    return out_.back();
  }

  std::string date_of(std::size_t horizon) const { return format_iso_date(model_.horizons[horizon].date); }

  void add_truce() {
    for (std::size_t h = 0; h < model_.horizons.size(); ++h) {
      Figure& figure = add(Group::kTruce, Kind::kUnbroken, Statistic::kShare, 0, h);
      figure.key = "truce.unbroken." + date_of(h);
      figure.title = "TRUCE, never broken";
      figure.name = "to " + date_of(h);
      figure.in_short_tables = h < 6;
    }
    Figure& life = add(Group::kTruce, Kind::kLife, Statistic::kMean, 0, 0);
    life.key = "truce.life";
    life.title = "TRUCE, days until the first break or the end";
    life.name = "mean";
    life.unit = "d";
  }

  void add_commitments() {
    for (std::size_t c = 0; c < model_.commitments.size(); ++c) {
      const model::Commitment& commitment = model_.commitments[c];
      Figure& figure = add(Group::kCommitments, Kind::kMet, Statistic::kShare, c, 0);
      figure.key = fmt::format("commitment.{}.met", commitment.name);
      figure.title = "COMMITMENTS, met";
      figure.name = commitment.name;
      figure.in_short_tables = true;
    }
    for (std::size_t c = 0; c < model_.commitments.size(); ++c) {
      const model::Commitment& commitment = model_.commitments[c];
      const char* word = commitment.counts_shipped ? "shipped" : "ordered";
      const std::string& unit = model_.flows[commitment.flow.index()].unit;
      Figure& figure = add(Group::kCommitments, Kind::kAmount, Statistic::kMean, c, 0);
      figure.key = fmt::format("commitment.{}.{}", commitment.name, word);
      figure.title = fmt::format("COMMITMENTS, {} {}, mean", unit, word);
      figure.name = commitment.name;
      figure.unit = unit;
    }
  }

  void add_sectors() {
    const std::vector<std::size_t> horizons = chosen_horizons(model_);
    for (const std::size_t h : horizons)
      for (std::size_t s = 0; s < model_.sectors.size(); ++s) {
        Figure& figure = add(Group::kSectors, Kind::kDisrupted, Statistic::kShare, s, h);
        figure.key = fmt::format("sector.{}.disrupted.{}", model_.sectors[s].name, date_of(h));
        figure.title = fmt::format("SECTORS, disrupted by {}", date_of(h));
        figure.name = model_.sectors[s].name;
        figure.in_short_tables = h == horizons.front() || model_.sectors.size() <= 3;
      }
    for (std::size_t s = 0; s < model_.sectors.size(); ++s) {
      Figure& figure = add(Group::kSectors, Kind::kLoss, Statistic::kMean, s, 0);
      figure.key = fmt::format("sector.{}.loss", model_.sectors[s].name);
      figure.title = "SECTORS, weeks of output lost, mean";
      figure.name = model_.sectors[s].name;
      figure.unit = "week";
    }
  }

  void add_markets() {
    const std::vector<std::size_t> horizons = chosen_horizons(model_);
    for (const std::size_t h : horizons)
      for (const double quantile : {0.50, 0.05})
        for (std::size_t m = 0; m < model_.markets.size(); ++m) {
          Figure& figure = add(Group::kMarkets, Kind::kReturn, Statistic::kQuantile, m, h);
          figure.quantile = quantile;
          figure.key = fmt::format("market.{}.return.{:.2f}.{}", model_.markets[m].name, quantile, date_of(h));
          figure.title = fmt::format("MARKETS, {} return to {}", quantile == 0.50 ? "median" : "5 %", date_of(h));
          figure.name = model_.markets[m].name;
          figure.in_short_tables = h == horizons.back() && (quantile == 0.50 || model_.markets.size() <= 6);
        }
    for (const std::size_t h : horizons)
      for (std::size_t m = 0; m < model_.markets.size(); ++m) {
        Figure& figure = add(Group::kMarkets, Kind::kLogReturn, Statistic::kMean, m, h);
        figure.key = fmt::format("market.{}.log_return.{}", model_.markets[m].name, date_of(h));
        figure.title = fmt::format("MARKETS, mean log-return to {}", date_of(h));
        figure.name = model_.markets[m].name;
      }
  }

  void add_outcomes() {
    for (std::size_t i = 0; i < model_.outcomes.size(); ++i) {
      const bool statement = model_.outcomes[i].statement;
      Figure& figure = add(Group::kOutcomes, Kind::kOutcome, statement ? Statistic::kShare : Statistic::kMean, i, 0);
      figure.key = "outcome." + model_.outcomes[i].name;
      figure.title = "OUTCOMES";
      figure.name = model_.outcomes[i].name;
      figure.unit = unit_of_outcome(model_, model_.outcomes[i]);
      figure.in_short_tables = true;
    }
  }

  const model::Model& model_;
  std::vector<Figure> out_;
};

double day_of(const model::Model& model, std::size_t horizon) { return model.horizons[horizon].day; }

std::size_t row_of(const model::Model& model, std::size_t horizon) {
  return static_cast<std::size_t>(model.horizons[horizon].step);
}

bool is_broken_by(const model::Model& model, double end, std::size_t horizon) {
  if (std::isnan(end)) return false;
  return end < day_of(model, horizon) - kSameInstantDays;
}

bool is_met(const model::Model& model, const model::Commitment& commitment, double position, std::int64_t path) {
  double quantity = commitment.quantity.value;
  if (commitment.quantity.parameter.valid()) {
    const model::Parameter& parameter = model.parameters[commitment.quantity.parameter.index()];
    quantity = parameter.distribution.draw(
        random::uniform_at(model.seed, static_cast<std::uint32_t>(path), parameter.stream, 0));
  }
  return position >= quantity - 1e-9 * std::max(1.0, std::abs(quantity));
}

Estimate of_quantile(const Spread& spread, double quantile) {
  const auto at = std::find(kQuantiles.begin(), kQuantiles.end(), quantile);
  const QuantileEstimate& found = spread.quantiles[static_cast<std::size_t>(at - kQuantiles.begin())];
  return {found.value, found.standard_error(), spread.count};
}

}  // namespace

std::vector<Figure> figures_of(const model::Model& model) { return List(model).all(); }

std::size_t find_figure(const std::vector<Figure>& figures, const std::string& key) {
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const Figure& figure) { return figure.key == key; });
  return static_cast<std::size_t>(found - figures.begin());
}

void figure_values(const model::Model& model, const Figure& figure, const engine::BlockResult& block, std::size_t paths,
                   double* values) {
  const std::size_t s = figure.subject;
  const auto each = [&](auto value_of) {
    for (std::size_t lane = 0; lane < paths; ++lane) values[lane] = value_of(lane);
  };
  switch (figure.kind) {
    case Kind::kUnbroken:
      return each([&](std::size_t lane) {
        return is_broken_by(model, block.truce_end_time[0][lane], figure.horizon) ? 0.0 : 1.0;
      });
    case Kind::kLife:
      return each([&](std::size_t lane) {
        const double end = block.truce_end_time[0][lane];
        return std::isnan(end) ? model.horizon_days : std::min(end, model.horizon_days);
      });
    case Kind::kMet:
    case Kind::kAmount: {
      const model::Commitment& commitment = model.commitments[s];
      const double* position = commitment.counts_shipped ? block.shipped[s] : block.ordered[s];
      if (figure.kind == Kind::kAmount) return each([&](std::size_t lane) { return position[lane]; });
      return each([&](std::size_t lane) {
        const std::int64_t path = block.first_path + static_cast<std::int64_t>(lane);
        return is_met(model, commitment, position[lane], path) ? 1.0 : 0.0;
      });
    }
    case Kind::kDisrupted: {
      // The first disruption is known by the end of its step, as in the table by time.
      const double last = model.times[row_of(model, figure.horizon)] + kSameInstantDays;
      return each([&](std::size_t lane) { return block.first_disruption[s][lane] <= last ? 1.0 : 0.0; });
    }
    case Kind::kLoss:
      return each([&](std::size_t lane) { return block.loss[s][lane]; });
    case Kind::kReturn:
    case Kind::kLogReturn: {
      const double* simple = block.market_return[s * model.horizons.size() + figure.horizon];
      if (figure.kind == Kind::kReturn) return each([&](std::size_t lane) { return simple[lane]; });
      return each([&](std::size_t lane) { return std::log1p(simple[lane]); });
    }
    case Kind::kOutcome:
      return each([&](std::size_t lane) { return block.outcome_value[s][lane]; });
  }
}

Estimate figure_estimate(const model::Model& model, const Figure& figure, const Results& results) {
  const std::size_t s = figure.subject;
  switch (figure.kind) {
    case Kind::kUnbroken:
      return results.truce->survival_by_horizon.at(figure.horizon);
    case Kind::kLife:
      return results.truce->restricted_mean_life;
    case Kind::kMet:
      return results.commitment_met[s];
    case Kind::kAmount:
      return (model.commitments[s].counts_shipped ? results.shipped : results.ordered)[s].mean;
    case Kind::kDisrupted:
      return results.disruption_by_time.at(row_of(model, figure.horizon), s);
    case Kind::kLoss:
      return results.loss[s].mean;
    case Kind::kReturn:
      return of_quantile(results.market_return[s * model.horizons.size() + figure.horizon], figure.quantile);
    case Kind::kLogReturn:
      return results.market_return[s * model.horizons.size() + figure.horizon].mean;
    case Kind::kOutcome:
      return results.outcomes[s].mean;
  }
  return {};
}

std::string format_figure(const Figure& figure, const Estimate& estimate) {
  if (figure.statistic == Statistic::kShare) return format_share(estimate);
  if (figure.unit == "1") return format_percent(estimate.value, estimate.standard_error);
  return format_estimate(estimate.value, estimate.standard_error);
}

std::vector<std::size_t> chosen_horizons(const model::Model& model) {
  const std::size_t n = model.horizons.size();
  if (n == 1) return {0};
  return {n == 2 ? 0 : n / 2, n - 1};
}

}  // namespace truce::results
