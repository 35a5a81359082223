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

  void read(const Node& item) {
    Section section(context_, item, {}, "an entry of `correlation`", item.at);
    if (!section.is_map()) return;
    const std::string source = section.source({});
    section.text("about");
    section.text("note");
    const Entry* of = section.need("of", "the two or more things that are correlated");
    const Entry* is = section.need("is", "a number for a pair, a triangle of rows for more");
    section.finish();
    if (of == nullptr) return;
    const auto names = read_names(of->value);
    if (!names || is == nullptr) return;
    if (is->value.is_list()) {
      read_matrix(*names, is->value);
    } else if (names->size() != 2) {
      context_.error(kBadCorrelation, is->value.at, fmt::format("one number for {} things", names->size()), "",
                     {"write the lower triangle, a row for each: [[1], [0.2, 1], [0.1, 0.3, 1]]"});
    } else {
      const std::string path = fmt::format("correlation.{}.{}", (*names)[0], (*names)[1]);
      const NumberSpec value = read_number(context_, *is, path, correlation_number(), source);
      add((*names)[0], (*names)[1], value.fixed(), is->value.at);
    }
  }

 private:
  std::optional<std::vector<std::string>> read_names(const Node& node) {
    if (!node.is_list() || node.items.size() < 2) {
      context_.error(kBadCorrelation, node.at, "`of` is a list of at least two names", "",
                     {"write {of: [markets.soybeans, vix], is: -0.1}"});
      return std::nullopt;
    }
    std::vector<std::string> out;
    bool good = true;
    for (const Node& item : node.items) {
      if (!item.is_scalar()) {
        context_.error(kWrongKind, item.at, fmt::format("a name is needed here, not {}", describe(item)));
        good = false;
        continue;
      }
      const auto name =
          context_.full_name(kUnknownNoise, "noise source", "noise sources", item.text, item.at, candidates_);
      if (!name) {
        good = false;
        continue;
      }
      if (std::find(out.begin(), out.end(), *name) != out.end()) {
        context_.error(kBadCorrelation, item.at, fmt::format("'{}' is named twice", item.text),
                       "everything is correlated with itself by 1");
        good = false;
      }
      out.push_back(*name);
    }
    if (!good) return std::nullopt;
    return out;
  }

  // The lower triangle with ones on the diagonal, or the full symmetric square.
  void read_matrix(const std::vector<std::string>& names, const Node& rows) {
    const std::size_t n = names.size();
    const auto refuse = [&](const Node& at, const std::string& label) {
      context_.error(kBadCorrelation, at.at, "this is no correlation matrix", label,
                     {"write the lower triangle, a row for each name: [[1], [0.2, 1], [0.1, 0.3, 1]]"});
    };
    if (rows.items.size() != n) return refuse(rows, fmt::format("{} rows for {} names", rows.items.size(), n));
    const bool square = rows.items[0].is_list() && rows.items[0].items.size() == n;
    std::vector<std::vector<double>> value(n, std::vector<double>(n, 0));
    for (std::size_t i = 0; i < n; ++i) {
      const Node& row = rows.items[i];
      const std::size_t length = square ? n : i + 1;
      if (!row.is_list() || row.items.size() != length) {
        return refuse(row, fmt::format("row {} has {} numbers, not {}", i + 1, length,
                                       row.is_list() ? std::to_string(row.items.size()) : describe(row)));
      }
      for (std::size_t j = 0; j < length; ++j) {
        Quantity quantity = correlation_number();
        quantity.domain.low_open = quantity.domain.high_open = false;
        const auto parsed = read_scalar(context_, row.items[j], quantity, "correlation");
        if (!parsed) return;
        value[i][j] = parsed->value;
        if (i == j && parsed->value != 1) return refuse(row.items[j], "the diagonal is 1");
        if (i != j && std::abs(parsed->value) == 1) return refuse(row.items[j], "a correlation lies between -1 and 1");
        if (j < i && square && value[j][i] != value[i][j]) {
          return refuse(row.items[j], fmt::format("not symmetric: {} on the other side", value[j][i]));
        }
      }
    }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j) add(names[j], names[i], value[i][j], rows.items[i].items[j].at);
  }

  void add(const std::string& first, const std::string& second, double value, SourceRange at) {
    const auto [seen, fresh] = seen_.emplace(std::minmax(first, second), at);
    if (!fresh) {
      context_.error(kBadCorrelation, at, fmt::format("the correlation of {} and {} is given twice", first, second),
                     "given again here", {}, {seen->second, "first given here"});
      return;
    }
    out_.correlations.push_back({first, second, value, at});
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
  CorrelationReader reader(context, out);
  for (const Node& item : section.value.items) reader.read(item);
}

}  // namespace truce::scenario
