#include "sim/scenario/read_timing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/key_path.hpp"
#include "sim/scenario/read_condition.hpp"
#include "sim/scenario/read_modifiers.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

Quantity probability_per_year() {
  Quantity q = probability_below_one();
  q.measure = Quantity::Measure::kYearly;
  return q;
}

class TimingReader {
 public:
  TimingReader(Context& context, Section& section, const std::string& source, EventSpec& out)
      : context_(context), section_(section), source_(source), out_(out) {}

  void read() {
    const Entry* timing = find_timing();
    const Entry* shift = section_.find("shift");
    if (timing != nullptr) out_.timing = timing_of(timing->key);
    read_modifiers_beside(timing);
    if (timing != nullptr) read_it(*timing);
    if (shift != nullptr) read_shift(*shift);
    read_repeat();
  }

 private:
  static Timing timing_of(const std::string& key) {
    return key == "rate"          ? Timing::kRate
           : key == "delay"       ? Timing::kDelay
           : key == "probability" ? Timing::kProbability
           : key == "date"        ? Timing::kDate
                                  : Timing::kWhen;
  }

  // Those that stand beside the timing; they come before those inside its number.
  void read_modifiers_beside(const Entry* timing) {
    const Entry* beside = section_.find("modifiers");
    const bool modified =
        out_.timing == Timing::kRate || out_.timing == Timing::kProbability || out_.timing == Timing::kDelay;
    if (modified) {
      read_modifiers(context_, beside, section_.address("modifiers"), ModifierRules::speed(), source_, out_.modifiers);
    } else if (beside != nullptr && (timing != nullptr || !has_timing_)) {
      const char* why = out_.timing == Timing::kDate   ? "a date cannot be multiplied"
                        : out_.timing == Timing::kWhen ? "there is no number to multiply"
                                                       : "this event has no timing of its own";
      context_.error(
          kModifierNotHere, beside->key_at, fmt::format("{} cannot have modifiers", section_.what()), why,
          {"modifiers multiply a `rate`, `probability` or `delay`; the chance that a trigger starts this event "
           "carries its own modifiers where the trigger stands"});
    }
  }

  // The one timing key; reports a second one.
  const Entry* find_timing() {
    const Entry* found = nullptr;
    for (const char* key : {"rate", "probability", "delay", "date", "when"}) {
      const Entry* entry = section_.find(key);
      has_timing_ = has_timing_ || section_.has(key);
      if (entry == nullptr) continue;
      if (found != nullptr) {
        context_.error(kExcludingKeys, entry->key_at, fmt::format("{} has two timings", section_.what()),
                       fmt::format("`{}` beside `{}`", key, found->key),
                       {"keep one; another way to happen is another event"}, {found->key_at, "the first"});
        continue;
      }
      found = entry;
    }
    return found;
  }

  void read_it(const Entry& entry) {
    const std::string path = section_.address(entry.key);
    switch (out_.timing) {
      case Timing::kRate:
        out_.number = modified(entry, path, rate());
        break;
      case Timing::kDelay:
        out_.number = modified(entry, path, delay());
        break;
      case Timing::kProbability:
        read_probability(entry, path);
        break;
      case Timing::kDate:
        read_date(entry);
        break;
      case Timing::kWhen:
        out_.when = read_condition(context_, entry);
        break;
      case Timing::kNone:
        break;
    }
  }

  NumberSpec modified(const Entry& entry, const std::string& path, const Quantity& quantity) {
    return read_modified_number(context_, entry, path, quantity, ModifierRules::speed(), source_, out_.modifiers);
  }

  static bool is_by_date(const Node& node) { return node.is_scalar() && node.text.find(" by ") != std::string::npos; }

  void read_probability(const Entry& entry, const std::string& path) {
    const Entry* value = entry.value.is_map() ? entry.value.find("value") : nullptr;
    const Node& written = value != nullptr ? value->value : entry.value;
    if (is_by_date(written)) return read_by_date(entry, written, path);
    const bool is_number = value != nullptr || is_value(entry.value, {"events", out_.name.text, "probability"});
    if (!is_number) return read_table(entry, path);
    if (written.is_scalar()) {
      TextError error;
      Quantity bare = probability();
      if (parse_quantity(written.text, bare, error)) {
        context_.error(kMissingTime, written.at, fmt::format("'{}' by when?", written.text),
                       "the probability of an event needs a time",
                       {fmt::format("write '{0} per year', or '{0} by 2026-11-10'", written.text)});
        return;
      }
    }
    out_.number = modified(entry, path, probability_per_year());
  }

  // `30% by 2026-11-10`, also as the `value` of a map: the text in front of " by " is read as an ordinary number.
  void read_by_date(const Entry& entry, const Node& written, const std::string& path) {
    const std::size_t by = written.text.find(" by ");
    Node date;
    date.kind = Node::Kind::kScalar;
    date.text = std::string{trimmed(written.text.substr(by + 4))};
    date.at = written.at;
    Entry alone = entry;
    Node& share = alone.value.is_map() ? alone.value.find("value")->value : alone.value;
    share.text = std::string{trimmed(written.text.substr(0, by))};
    TableRowSpec row;
    row.probability = modified(alone, path, probability_below_one());
    row.probability.written = written.text;
    add_row(date, std::move(row));
  }

  void read_table(const Entry& entry, const std::string& path) {
    if (!report_unless_map(context_, entry, "a probability per year, `p by DATE`, or a table {DATE: p}")) return;
    Section table(context_, entry.value, path, "this table", entry.key_at);
    const std::string source = table.source(source_);
    table.text("note");
    read_modifiers(context_, table.find("modifiers"), table.address("modifiers"), ModifierRules::speed(), source,
                   out_.modifiers);
    bool any_row = false;
    for (const Entry& one : entry.value.entries) {
      if (one.key == "source" || one.key == "note" || one.key == "modifiers") continue;
      any_row = true;
      if (!report_unless_value(context_, one)) continue;
      Node date;
      date.kind = Node::Kind::kScalar;
      date.text = one.key;
      date.at = one.key_at;
      TableRowSpec row;
      row.probability = read_number(context_, one, table.address(one.key), probability_below_one(), source);
      add_row(date, std::move(row));
    }
    if (!any_row) {
      context_.error(kNothingInside, entry.value.at, "this table of probabilities has no rows", "",
                     {"write {2025-12-31: 62%, 2026-03-31: 90%}, or {value: 22% per year, source: ...}"});
    }
    std::stable_sort(out_.table.begin(), out_.table.end(),
                     [](const TableRowSpec& a, const TableRowSpec& b) { return a.by_day < b.by_day; });
    for (std::size_t i = 1; i < out_.table.size(); ++i) {
      const NumberSpec& now = out_.table[i].probability;
      const NumberSpec& before = out_.table[i - 1].probability;
      if (!now.given || !before.given || now.fixed() >= before.fixed()) continue;
      context_.error(kOutOfDomain, now.at, "the probabilities of a table cannot fall",
                     fmt::format("less than {}, the probability by an earlier date", before.written),
                     {"a table says the probability that it has happened by each date"});
    }
  }

  void add_row(const Node& date, TableRowSpec row) {
    const std::optional<Date> by = context_.date(date, "the time of a probability");
    if (!by) return;
    row.by_day = context_.end_of(*by);
    if (context_.start && row.by_day <= 0) {
      context_.error(
          kBeforeStart, date.at,
          fmt::format("{} lies before the start, {}", format_iso_date(*by), format_iso_date(*context_.start)),
          "nothing happens before the start");
      return;
    }
    out_.table.push_back(std::move(row));
  }

  void read_date(const Entry& entry) {
    const std::optional<Date> date = context_.date(entry, source_);
    if (!date) return;
    out_.date_day = context_.begin_of(*date);
    if (context_.start && out_.date_day < 0) {
      context_.warning(kWarnBeforeStart, entry.value.at,
                       fmt::format("the date of {} lies before the start", section_.what()), "it happens at once",
                       {fmt::format("the start is {}; a date that has passed counts as the start",
                                    format_iso_date(*context_.start))});
    }
  }

  void read_shift(const Entry& entry) {
    if (out_.timing != Timing::kDate) {
      context_.error(kNotWithThis, entry.key_at, "`shift` goes with `date` alone", "there is no date to shift");
      return;
    }
    out_.shift = read_number(context_, entry, section_.address("shift"), any_duration(), source_);
  }

  void read_repeat() {
    out_.repeat = out_.timing == Timing::kRate || out_.timing == Timing::kWhen;
    const Entry* entry = section_.find("repeat");
    if (entry == nullptr) return;
    const bool is_true = entry->value.is_scalar() && entry->value.text == "true";
    const bool is_false = entry->value.is_scalar() && entry->value.text == "false";
    if (!is_true && !is_false) {
      context_.error(kNotTrueOrFalse, entry->value.at,
                     fmt::format("`repeat` is true or false, not {}", describe(entry->value)));
      return;
    }
    if (is_true && out_.timing == Timing::kDate) {
      context_.error(kBadRepeat, entry->key_at, "an event with a date cannot repeat", "",
                     {"to happen again on another day let it `schedule` itself"});
      return;
    }
    if (out_.timing == Timing::kNone && !has_timing_) {
      context_.error(kBadRepeat, entry->key_at, fmt::format("{} has no clock that could repeat", section_.what()), "",
                     {"an event that is only triggered fires whenever it is triggered"});
      return;
    }
    out_.repeat = is_true;
  }

  Context& context_;
  Section& section_;
  const std::string& source_;
  EventSpec& out_;
  bool has_timing_ = false;
};

}  // namespace

void read_timing(Context& context, Section& section, const std::string& source, EventSpec& out) {
  TimingReader(context, section, source, out).read();
}

}  // namespace truce::scenario
