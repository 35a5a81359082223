#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/dates.hpp"
#include "sim/base/units.hpp"
#include "sim/results/format.hpp"
#include "sim/results/text_table.hpp"
#include "sim/study/check.hpp"

namespace truce::study {

namespace {

constexpr std::size_t kNameWidth = 24;
constexpr std::size_t kDatesBeside = 6;

std::string count_of(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", results::format_count(static_cast<std::int64_t>(count)), count == 1 ? one : many);
}

std::string size_words(std::size_t bytes) {
  const double mega = static_cast<double>(bytes) / 1e6;
  if (mega < 1) return fmt::format("{:.0f} kB", std::max(1.0, mega * 1000));
  return mega < 1000 ? fmt::format("{:.0f} MB", mega) : fmt::format("{:.1f} GB", mega / 1000);
}

std::string time_words(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  return seconds < 7200 ? fmt::format("{:.0f} minutes", seconds / 60) : fmt::format("{:.1f} hours", seconds / 3600);
}

std::string head(const model::Model& model, const CheckReport& report) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, const char* one, const char* many) {
    if (count > 0) parts.push_back(count_of(count, one, many));
  };
  add(model.factors.size(), "factor", "factors");
  add(model.regimes.size(), "regime", "regimes");
  add(model.events.size(), "event", "events");
  add(model.commitments.size(), "commitment", "commitments");
  add(model.sectors.size(), "sector", "sectors");
  add(model.markets.size(), "market", "markets");
  add(model.outcomes.size(), "outcome", "outcomes");
  std::string list;
  for (const std::string& part : parts) list += (list.empty() ? "" : ", ") + part;
  const FullRun& full = report.full;
  return fmt::format(
      "{}\n{}: {} to {}, {}\n{}\n"
      "checked with the first {}, seed {}; the full run of {} with {}\n"
      "takes about {}, at most {} of memory, and a file of about {}\n",
      model.title.empty() ? model.name : model.title, model.name, format_iso_date(model.start),
      format_iso_date(model.end), count_of(static_cast<std::size_t>(model.steps()), "step", "steps"), list,
      count_of(static_cast<std::size_t>(report.paths), "path", "paths"), model.seed,
      count_of(static_cast<std::size_t>(full.paths), "path", "paths"),
      count_of(static_cast<std::size_t>(full.threads), "thread", "threads"), time_words(full.seconds),
      size_words(full.memory_bytes), size_words(full.file_bytes));
}

// A percentage without its sign, its point below the others': "  41.3 ± 0.8 ".
std::string cell(const std::string& value, const std::string& error) {
  return fmt::format("{:>6}{}{:<4}", value, error.empty() ? "   " : " ± ", error);
}

std::string written_cell(double p) {
  if (!std::isfinite(p)) return cell("-", "");
  const double percent = 100 * p;
  return cell(percent == 0 || percent >= 1 ? fmt::format("{:.1f}", percent) : fmt::format("{:.2g}", percent), "");
}

std::string simulated_cell(const results::Estimate& estimate) {
  std::string text = results::format_share(estimate);
  if (text.ends_with(" %")) text.resize(text.size() - 2);
  const std::size_t sign = text.find(" ± ");
  if (sign != std::string::npos) return cell(text.substr(0, sign), text.substr(sign + std::string(" ± ").size()));
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());  // "<0.08"
  constexpr std::size_t kWidestBound = 5;                              // ">99.9"
  if (text.size() > kWidestBound && text[0] == '>') text.resize(kWidestBound);
  return cell(text, "");
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// Two lines for each event: as written, and as simulated.
std::string probabilities(const CheckReport& report) {
  std::string out;
  for (std::size_t first = 0; first < report.dates.size(); first += kDatesBeside) {
    const std::size_t last = std::min(first + kDatesBeside, report.dates.size());
    std::string line = fmt::format("{:<{}}", "EVENTS, % by", kNameWidth);
    for (std::size_t d = first; d < last; ++d) line += fmt::format("  {:<11}", format_iso_date(report.dates[d]));
    out += "\n" + trimmed(line);
    for (const EventCheck& event : report.events) {
      std::string written = fmt::format("  {:<{}}", results::shortened(event.name, kNameWidth - 2), kNameWidth - 2);
      std::string simulated = fmt::format("{:<{}}", "    simulated", kNameWidth);
      for (std::size_t d = first; d < last; ++d) {
        written += written_cell(event.written[d]);
        simulated += simulated_cell(event.simulated[d]);
      }
      out += trimmed(written) + trimmed(simulated);
    }
  }
  out +=
      "  An event's first line: as written, by its own timing alone, without conditions, modifiers and triggers\n"
      "  (-: it waits for others and says none). The second: as simulated, with everything interacting.\n";
  return out;
}

std::string number_or_dash(double value) {
  return std::isfinite(value) ? results::format_plain(std::stod(fmt::format("{:.4g}", value))) : "-";
}

std::string percent_or_dash(const results::Estimate& estimate) {
  return results::format_percent(estimate.value, estimate.standard_error);
}

std::string hazards(const CheckReport& report) {
  using results::Align;
  results::TextTable table({Align::kLeft, Align::kRight, Align::kPlusMinus, Align::kPlusMinus, Align::kPlusMinus,
                            Align::kPlusMinus, Align::kRight});
  table.row({"HAZARDS per year", "written", "effective", "times", "at risk", "firings", "void"});
  for (const EventCheck& event : report.events) {
    const double rate = event.written_rate;
    const results::Estimate& times = event.multiplier;
    table.row({"  " + results::shortened(event.name, kNameWidth - 2), number_or_dash(rate),
               results::format_estimate(rate * times.value, rate * times.standard_error),
               results::format_estimate(times.value, times.standard_error), percent_or_dash(event.share_at_risk),
               results::format_estimate(event.firings.value, event.firings.standard_error),
               std::isfinite(event.voided) ? fmt::format("{:.1f} %", 100 * event.voided) : "-"});
  }
  std::string out = "\n";
  for (const std::string& line : table.lines(0)) out += line + "\n";
  out +=
      "  effective: what modifiers make of the written hazard on average, times: by what they multiply it, at\n"
      "  risk: while the event is enabled and can still fire; firings: of a path; void: share of its triggers\n"
      "  that found it disabled.\n";
  return out;
}

// A row for each outcome of the events that have several.
std::string outcomes(const CheckReport& report) {
  using results::Align;
  results::TextTable table({Align::kLeft, Align::kLeft, Align::kRight, Align::kPlusMinus});
  table.row({"OUTCOMES, % of draws", "", "written", "simulated"});
  bool any = false;
  for (const EventCheck& event : report.events) {
    for (const OutcomeCheck& outcome : event.outcomes) {
      std::string simulated = results::format_share(outcome.simulated);
      if (simulated.ends_with(" %")) simulated.resize(simulated.size() - 2);
      const bool is_first = &outcome == &event.outcomes.front();
      table.row({is_first ? "  " + results::shortened(event.name, kNameWidth - 2) : "",
                 results::shortened(outcome.name, kNameWidth),
                 std::isfinite(outcome.written)
                     ? (outcome.rest ? "rest " : "") + fmt::format("{:4.1f}", 100 * outcome.written)
                     : "-",
                 std::move(simulated)});
      any = true;
    }
  }
  if (!any) return {};
  std::string out = "\n";
  for (const std::string& line : table.lines(0)) out += line + "\n";
  return out +
         "  written: before modifiers, the rest what the others leave; simulated: of all that were drawn on all\n"
         "  paths, modifiers and triggered firings included. Where they differ, modifiers were at work.\n";
}

std::string correlations(const CheckReport& report) {
  if (report.correlations.empty()) return {};
  using results::Align;
  results::TextTable table({Align::kLeft, Align::kLeft, Align::kRight, Align::kRight});
  table.row({"CORRELATIONS that fat tails change", "", "written", "of shocks"});
  for (const CorrelationCheck& pair : report.correlations)
    table.row(
        {"  " + pair.first, pair.second, results::format_plain(pair.written), fmt::format("{:.3f}", pair.linear)});
  std::string out = "\n";
  for (const std::string& line : table.lines(0)) out += line + "\n";
  return out;
}

}  // namespace

std::string check_text(const model::Model& model, const CheckReport& report) {
  std::string out = head(model, report);
  if (!report.events.empty()) out += probabilities(report) + hazards(report) + outcomes(report);
  return out + correlations(report);
}

}  // namespace truce::study
