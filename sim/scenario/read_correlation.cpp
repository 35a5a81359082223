// Correlations between noise sources (1-model.md, 1.1).
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

Quantity correlation_number() {
  Quantity q = plain_number();
  q.domain.low = -1;
  q.domain.high = 1;
  q.domain.low_open = true;
  q.domain.high_open = true;
  q.domain.words = "a correlation lies between -1 and 1";
  return q.fixed("a correlation is one number; put the uncertainty into `range`");
}

std::vector<std::string> noise_names(const Names& names) {
  std::vector<std::string> out;
  for (const std::string& name : names.factors) out.push_back("factors." + name);
  for (const std::string& name : names.flows) out.push_back("trade." + name);
  for (const std::string& name : names.chains) out.push_back("supply." + name);
  for (const std::string& name : names.markets) out.push_back("markets." + name);
  return out;
}

class CorrelationReader {
 public:
  CorrelationReader(Context& context, Scenario& out)
      : context_(context), out_(out), candidates_(noise_names(context.names)) {}

  // `path` is the entry's address, "correlation.0".
  void read(const Node& item, const std::string& path) {
    Section section(context_, item, path, "an entry of `correlation`", item.at);
    if (!section.is_map()) return;
    const std::string source = section.source({});
    section.text("about");
    section.text("note");
    const Entry* of = section.need("of", "the two or more things that are correlated");
    const Entry* is = section.need("is", "a number for a pair, a triangle of rows for more");
    section.finish();
    std::vector<std::string> names;
    if (of != nullptr) names = read_names(of->value);
    if (is == nullptr) return;
    if (is->value.is_list()) {
      read_matrix(names, is->value, section.address("is"), source);
    } else if (names.empty() || names.size() == 2) {
      const NumberSpec value = read_number(context_, *is, section.address("is"), correlation_number(), source);
      if (!names.empty()) add(names[0], names[1], value, false);
    } else {
      context_.error(kBadCorrelation, is->value.at, fmt::format("one number for {} things", names.size()), "",
                     {"write the lower triangle, a row for each: [[1], [0.2, 1], [0.1, 0.3, 1]]"});
    }
  }

 private:
  // The full names; one that is wrong is empty, and where there is no list at all nothing comes back.
  std::vector<std::string> read_names(const Node& node) {
    std::vector<std::string> out;
    if (!node.is_list() || node.items.size() < 2) {
      context_.error(kBadCorrelation, node.at, "`of` is a list of at least two names", "",
                     {"write {of: [markets.soybeans, vix], is: -0.1}"});
      return out;
    }
    for (const Node& item : node.items) {
      if (!item.is_scalar()) {
        context_.error(kWrongKind, item.at, fmt::format("a name is needed here, not {}", describe(item)));
        out.emplace_back();
        continue;
      }
      const std::string name =
          context_.full_name(kUnknownNoise, "noise source", "noise sources", item.text, item.at, candidates_)
              .value_or("");
      if (!name.empty() && std::find(out.begin(), out.end(), name) != out.end()) {
        context_.error(kBadCorrelation, item.at, fmt::format("'{}' is named twice", item.text),
                       "everything is correlated with itself by 1");
      }
      out.push_back(name);
    }
    return out;
  }

  void refuse(const Node& at, const std::string& label) {
    context_.error(kBadCorrelation, at.at, "this is no correlation matrix", label,
                   {"write the lower triangle, a row for each name: [[1], [0.2, 1], [0.1, 0.3, 1]]"});
  }

  // The first thing that is wrong with the shape of the rows is reported.
  bool has_right_shape(const std::vector<std::string>& names, const Node& rows, bool square) {
    const std::size_t n = names.empty() ? rows.items.size() : names.size();
    if (rows.items.size() != n) return refuse(rows, fmt::format("{} rows for {} names", rows.items.size(), n)), false;
    for (std::size_t i = 0; i < n; ++i) {
      const Node& row = rows.items[i];
      const std::size_t length = square ? n : i + 1;
      if (row.is_list() && row.items.size() == length) continue;
      refuse(row, fmt::format("row {} has {} numbers, not {}", i + 1, length,
                              row.is_list() ? std::to_string(row.items.size()) : describe(row)));
      return false;
    }
    return true;
  }

  // The lower triangle with ones on the diagonal, or the full symmetric square.
  void read_matrix(const std::vector<std::string>& names, const Node& rows, const std::string& path,
                   const std::string& source) {
    const bool square = !rows.items.empty() && rows.items[0].is_list() && rows.items[0].items.size() > 1 &&
                        rows.items[0].items.size() == rows.items.size();
    const bool good = has_right_shape(names, rows, square);
    std::vector<std::vector<NumberSpec>> numbers(rows.items.size());
    for (std::size_t i = 0; i < rows.items.size(); ++i) {
      const std::vector<Node>& row = rows.items[i].items;
      for (std::size_t j = 0; j < row.size(); ++j) {
        if (i == j) {
          read_diagonal(row[j]);
          numbers[i].emplace_back();
        } else {
          numbers[i].push_back(read_number_item(context_, row[j], "correlation", fmt::format("{}.{}.{}", path, i, j),
                                                correlation_number(), source));
        }
      }
    }
    if (!good) return;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const NumberSpec& number = numbers[i][j];
        if (square && numbers[j][i].fixed() != number.fixed()) {
          refuse(rows.items[i].items[j], fmt::format("not symmetric: {} on the other side", numbers[j][i].fixed()));
        }
        if (!names.empty()) add(names[j], names[i], number, true);
      }
    }
  }

  void read_diagonal(const Node& cell) {
    const std::optional<ParsedNumber> one = read_scalar(context_, cell, plain_number(), "correlation");
    if (one && one->value != 1) refuse(cell, "the diagonal is 1");
  }

  void add(const std::string& first, const std::string& second, const NumberSpec& value, bool in_matrix) {
    if (first.empty() || second.empty() || first == second) return;  // an error that is reported
    const auto [seen, fresh] = seen_.emplace(std::minmax(first, second), value.at);
    if (!fresh) {
      context_.error(kBadCorrelation, value.at,
                     fmt::format("the correlation of {} and {} is given twice", first, second), "given again here", {},
                     {seen->second, "first given here"});
      return;
    }
    out_.correlations.push_back({first, second, value, in_matrix});
  }

  Context& context_;
  Scenario& out_;
  std::vector<std::string> candidates_;
  std::map<std::pair<std::string, std::string>, SourceRange> seen_;
};

}  // namespace

void read_correlation(Context& context, const Entry& section, Scenario& out) {
  out.correlation_at = section.key_at;
  if (!section.value.is_list()) {
    context.error(kWrongKind, section.value.at,
                  fmt::format("`correlation` is a list of entries, not {}", describe(section.value)), "",
                  {"write a line `- {of: [a, b], is: 0.3}` for each pair"});
    return;
  }
  if (report_if_empty(context, section)) return;
  CorrelationReader reader(context, out);
  for (std::size_t i = 0; i < section.value.items.size(); ++i)
    reader.read(section.value.items[i], fmt::format("correlation.{}", i));
}

}  // namespace truce::scenario
