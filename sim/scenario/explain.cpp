#include "sim/scenario/explain.hpp"

#include <fmt/format.h>

#include "sim/scenario/assumptions.hpp"
#include "sim/scenario/outcome_words.hpp"
#include "sim/scenario/words.hpp"

namespace truce::scenario {

namespace {

using Measure = Quantity::Measure;

class Explainer {
 public:
  explicit Explainer(const Scenario& scenario) : scenario_(scenario), words_(scenario.start) {}

  Document read() {
    head();
    states();
    explain_events(scenario_, out_);
    factors();
    trade();
    supply();
    markets();
    questions();
    explain_register();
    sources();
    return std::move(out_);
  }

 private:
  void head() {
    out_.heading(1, scenario_.title.empty() ? scenario_.name : scenario_.title);
    out_.paragraph(fmt::format("Scenario `{}`: {} to {}, in steps of {}.", scenario_.name,
                               format_iso_date(scenario_.start), format_iso_date(scenario_.end),
                               duration_words(scenario_.step_days)));
    // A blank line or a dash begins a paragraph of the notes.
    std::string paragraph;
    bool item = false;
    const auto flush = [&] {
      if (!paragraph.empty()) item ? out_.item(0, paragraph) : out_.paragraph(paragraph);
      paragraph.clear();
    };
    for (std::size_t at = 0; at < scenario_.notes.size();) {
      const std::size_t end = std::min(scenario_.notes.find('\n', at), scenario_.notes.size());
      std::string line = scenario_.notes.substr(at, end - at);
      const bool begins_item = line.starts_with("- ");
      const bool goes_on = item && line.starts_with("  ");
      if (line.empty() || begins_item || (item && !goes_on)) flush();
      if (begins_item || !goes_on) item = begins_item;
      line.erase(0, begins_item ? 2 : line.find_first_not_of(' '));
      paragraph += (paragraph.empty() ? "" : " ") + line;
      at = end + 1;
    }
    flush();
  }

  void states() {
    if (scenario_.truce) {
      out_.heading(2, "The truce");
      out_.paragraph(fmt::format("The truce holds while {}.", words_.condition(*scenario_.truce)));
    }
    if (scenario_.regimes.empty()) return;
    out_.heading(2, "What can differ");
    for (const RegimeSpec& regime : scenario_.regimes) {
      std::vector<std::string> others;
      for (std::size_t i = 0; i < regime.states.size(); ++i)
        if (i != regime.initial) others.push_back(fmt::format("`{}`", regime.states[i].text));
      out_.item(
          0, fmt::format("{}{}: `{}` at the start{}.", regime.name.text,
                         regime.about.empty() ? "" : fmt::format(" ({})", regime.about),
                         regime.states[regime.initial].text, others.empty() ? "" : "; or " + list_words(others, "or")));
    }
  }

  void factors() {
    if (scenario_.factors.empty()) return;
    out_.heading(2, "Factors");
    for (const FactorSpec& factor : scenario_.factors) {
      entry(factor.name.text, factor.about);
      out_.paragraph(fmt::format(
          "Begins at {} and wanders round {} with a standard deviation of {}; half of a departure is gone after {}.",
          said(factor.initial), said(factor.mean), said(factor.sd), said(factor.half_life, Measure::kDuration)));
      explain_modifiers(scenario_, factor.mean_modifiers, 0, out_);
    }
  }

  void trade() {
    if (scenario_.flows.empty()) return;
    out_.heading(2, "Trade");
    for (const FlowSpec& flow : scenario_.flows) {
      entry(flow.name.text, flow.about);
      out_.paragraph(fmt::format("Ordered before the start: {}; shipped: {}.",
                                 said(flow.ordered_to_date, Measure::kVolume, flow.unit),
                                 said(flow.shipped_to_date, Measure::kVolume, flow.unit)));
      moved("Commercial baseline", flow.baseline, flow.baseline_modifiers, flow.unit);
      moved("State buyers' pace", flow.pace, flow.pace_modifiers, flow.unit);
      if (flow.capacity) moved("Orders are limited to", *flow.capacity, flow.capacity_modifiers, flow.unit);
      if (flow.shipping_capacity)
        moved("Shipments are limited to", *flow.shipping_capacity, flow.shipping_capacity_modifiers, flow.unit);
      if (flow.noise.given)
        out_.item(0,
                  noted(fmt::format("A week's orders scatter by {}", said(flow.noise, Measure::kShare)), flow.noise));
      if (flow.shipment_lag.given)
        out_.item(0, noted(fmt::format("What is ordered is shipped {} later on average",
                                       said(flow.shipment_lag, Measure::kDuration)),
                           flow.shipment_lag));
      if (flow.seasonality) out_.item(0, "Commercial orders follow the seasons.");
      if (flow.shipping_seasonality) out_.item(0, "Shipments follow the seasons.");
      for (const CommitmentSpec& commitment : flow.commitments) explain(commitment, flow);
    }
  }

  void explain(const CommitmentSpec& commitment, const FlowSpec& flow) {
    const std::string haste =
        commitment.haste ? fmt::format(", at {} times the even pace that is still needed", said(*commitment.haste))
                         : ", as fast as pace allows";
    std::string line = fmt::format(
        "Commitment `{}.{}`: {} {} from {} to {}; buyers mean to fulfil {}{}.", flow.name.text, commitment.name.text,
        said(commitment.quantity, Measure::kVolume, flow.unit), commitment.counts_shipped ? "shipped" : "ordered",
        words_.date(commitment.from_day), words_.date_until(commitment.to_day),
        commitment.aim.given ? said(commitment.aim, Measure::kShare) : "all of it", haste);
    if (!commitment.about.empty()) line += fmt::format(" {}.", commitment.about);
    out_.item(0, line);
  }

  void supply() {
    if (scenario_.chains.empty()) return;
    out_.heading(2, "Supply");
    for (const ChainSpec& chain : scenario_.chains) {
      entry(chain.name.text, chain.about);
      if (chain.by) {
        out_.item(0, fmt::format("The flow, as a share of normal, by {}:", chain.by->text));
        const RegimeSpec& regime = regime_of(*chain.by);
        for (std::size_t i = 0; i < chain.level_by_state.size(); ++i)
          out_.item(
              1, noted(fmt::format("`{}`: {}", regime.states[i].text, said(chain.level_by_state[i], Measure::kShare)),
                       chain.level_by_state[i]));
      } else {
        out_.item(0, noted(fmt::format("The flow is {} of normal", said(chain.level, Measure::kShare)), chain.level));
      }
      explain_modifiers(scenario_, chain.level_modifiers, 1, out_);
      if (chain.ramp.given)
        out_.item(0,
                  noted(fmt::format("Half of a change has come through after {}", said(chain.ramp, Measure::kDuration)),
                        chain.ramp));
      if (chain.noise.given)
        out_.item(0,
                  noted(fmt::format("A week's flow scatters by {}", said(chain.noise, Measure::kShare)), chain.noise));
      for (const SectorSpec& sector : chain.sectors) explain(sector, chain);
    }
  }

  void explain(const SectorSpec& sector, const ChainSpec& chain) {
    std::string line = fmt::format(
        "Sector `{}.{}` needs {} of the normal flow. Its firms hold stocks of {}; {} of its output depends on them.",
        chain.name.text, sector.name.text, said(sector.need, Measure::kShare), said(sector.cover, Measure::kCover),
        said(sector.exposure, Measure::kShare));
    if (sector.substitution)
      line += fmt::format(" Under a shortage substitutes take over up to {}, half of that after {}.",
                          said(sector.substitution->max, Measure::kShare),
                          said(sector.substitution->half_life, Measure::kDuration));
    line += fmt::format(" It counts as disrupted when more than {} of its firms have run dry.",
                        said(sector.disrupted_above, Measure::kShare));
    out_.item(0, line);
    if (!sector.cover.note.empty()) out_.item(1, fmt::format("Stocks: {}.", sector.cover.note));
    if (!sector.exposure.note.empty()) out_.item(1, fmt::format("Output: {}.", sector.exposure.note));
  }

  void markets() {
    if (scenario_.markets.empty()) return;
    out_.heading(2, "Markets");
    for (const MarketSpec& market : scenario_.markets) {
      entry(market.name.text, market.about);
      std::string line =
          fmt::format("Begins at {}, with a volatility of {}", said(market.initial, Measure::kLevel, market.unit),
                      said(market.volatility, Measure::kYearly));
      if (market.mean_reverting)
        line +=
            fmt::format("; drawn back to {}, half of the way in {}", said(market.mean, Measure::kLevel, market.unit),
                        said(market.half_life, Measure::kDuration));
      if (market.drift.given) line += fmt::format("; drift {}", said(market.drift, Measure::kYearly));
      if (market.tails) line += fmt::format("; fat tails (t with {} degrees of freedom)", market.degrees_of_freedom());
      out_.paragraph(line + ".");
      explain_modifiers(scenario_, market.volatility_modifiers, 0, out_);
      if (!market.drift_modifiers.empty()) out_.item(0, "Its drift:");
      explain_modifiers(scenario_, market.drift_modifiers, 1, out_);
      for (const BetaSpec& beta : market.betas)
        out_.item(
            0, fmt::format("{} for each unit that {} rises.", said(beta.loading, Measure::kShare), beta.factor.text));
    }
  }

  void questions() {
    if (scenario_.outcomes.empty()) return;
    out_.heading(2, "What is asked");
    for (const NamedOutcomeSpec& named : scenario_.outcomes) {
      std::string line = fmt::format("`{}`: {}", named.name.text, outcome_words(scenario_, named.outcome));
      if (!named.outcome.about.empty()) line += fmt::format(" ({})", named.outcome.about);
      out_.item(0, line + ".");
    }
  }

  // A table for each thing that numbers belong to: "events.stress", "trade.soybeans".
  void explain_register() {
    const std::vector<Assumption> all = assumptions_of(scenario_);
    if (all.empty()) return;
    out_.heading(2, "Assumptions");
    out_.paragraph(
        "Every number of the scenario with its 80 % interval, its source, and the reason for it; \"judgement\" means "
        "that no source gives the number, a dash that the scenario says nothing. What is drawn at random stands as its "
        "middle and, between brackets, where four draws of five lie; a market's move as mean and standard deviation.");
    std::string last;
    for (const Assumption& assumption : all) {
      if (assumption.owner != last) {
        out_.heading(3, assumption.owner);
        out_.table({"number", "value", "80 % interval", "source", "reason"});
        last = assumption.owner;
      }
      const NumberSpec& number = *assumption.number;
      out_.row({assumption.name, value_words(number, assumption.measured, Place::kTable),
                or_dash(range_words(number, assumption.measured)), or_dash(number.source), number.note});
    }
  }

  void sources() {
    if (scenario_.sources.empty()) return;
    out_.heading(2, "Sources");
    for (const SourceSpec& source : scenario_.sources) {
      std::string line = fmt::format("{}: {}", source.key.text, source.title);
      if (!source.date.empty()) line += fmt::format(" ({})", source.date);
      if (!source.note.empty()) line += fmt::format(". {}", source.note);
      if (!source.url.empty()) line += fmt::format(" <{}>", source.url);
      out_.item(0, line);
    }
  }

  void entry(const std::string& name, const std::string& about) {
    out_.heading(3, about.empty() ? fmt::format("`{}`", name) : fmt::format("`{}`: {}", name, about));
  }

  void moved(const char* what, const NumberSpec& number, const std::vector<ModifierSpec>& modifiers,
             const std::string& unit) {
    if (!number.given) return;
    out_.item(0, noted(fmt::format("{} {}", what, said(number, Measure::kFlow, unit)), number));
    explain_modifiers(scenario_, modifiers, 1, out_);
  }

  const RegimeSpec& regime_of(const Name& name) const {
    for (const RegimeSpec& regime : scenario_.regimes)
      if (regime.name.text == name.text) return regime;
    return scenario_.regimes.front();
  }

  static std::string said(const NumberSpec& number, Measure measure = Measure::kPlain, const std::string& unit = {}) {
    return value_words(number, {measure, unit});
  }
  static std::string noted(const std::string& text, const NumberSpec& number) { return with_note(text, number) + "."; }
  static std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

  const Scenario& scenario_;
  Words words_;
  Document out_;
};

}  // namespace

Document explain(const Scenario& scenario) { return Explainer(scenario).read(); }

}  // namespace truce::scenario
