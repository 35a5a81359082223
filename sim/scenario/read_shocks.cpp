// The table of shocks: one row of market moves for each kind of news.
#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_effects.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

bool is_left_out(const Node& node) {
  return node.is_null() ||
         (node.is_scalar() && (node.text == "-" || node.text == "--" || node.text == "—" || node.text == "–"));
}

// The markets of the columns, in order; also those that are named wrongly, so that their moves are looked at.
std::vector<Name> read_columns(Context& context, const Entry& entry) {
  std::vector<Name> out;
  if (!entry.value.is_list() || entry.value.items.empty()) {
    context.error(kWrongKind, entry.value.at,
                  fmt::format("`markets` is a list of markets, not {}", describe(entry.value)));
    return out;
  }
  for (const Node& item : entry.value.items) {
    const Name name{item.text, item.at};
    if (!item.is_scalar()) {
      context.error(kWrongKind, item.at, fmt::format("a market is named here, not {}", describe(item)));
    } else {
      context.knows(kUnknownMarket, "market", "markets", name, context.names.markets);
      for (const Name& other : out) {
        if (other.text != name.text) continue;
        context.error(kRepeatedName, name.at, fmt::format("market '{}' has two columns", name.text), "named again here",
                      {}, {other.at, "first named here"});
      }
    }
    out.push_back(name);
  }
  return out;
}

// The moves of one row; where the columns are not known, the moves alone are looked at.
std::vector<MarketShockSpec> read_row(Context& context, const Entry& row, const std::vector<Name>& columns,
                                      const std::string& source) {
  std::vector<MarketShockSpec> out;
  if (!row.value.is_list()) {
    context.error(kWrongKind, row.value.at,
                  fmt::format("a row of shocks is a list of moves, not {}", describe(row.value)));
    return out;
  }
  const std::size_t moves = row.value.items.size();
  if (!columns.empty() && moves != columns.size()) {
    context.error(kWrongKind, row.value.at,
                  fmt::format("row '{}' has {} move{} for {} market{}", row.key, moves, moves == 1 ? "" : "s",
                              columns.size(), columns.size() == 1 ? "" : "s"),
                  "one move for each market", {"write null where a market does not move"});
  }
  for (std::size_t i = 0; i < moves; ++i) {
    const Node& cell = row.value.items[i];
    if (is_left_out(cell)) continue;
    MarketShockSpec shock;
    shock.market = {i < columns.size() ? columns[i].text : std::to_string(i + 1), cell.at};
    shock.simple_return =
        read_number_item(context, cell, fmt::format("{}.{}", row.key, shock.market.text),
                         fmt::format("shocks.{}.{}", row.key, shock.market.text), simple_return(), source);
    out.push_back(std::move(shock));
  }
  return out;
}

}  // namespace

ShockTable read_shock_table(Context& context, const Entry& entry) {
  ShockTable out;
  Section section(context, entry.value, "shocks", "`shocks`", entry.key_at);
  if (!section.is_map()) return out;
  const std::string source = section.source({});
  const Entry* header = section.need("markets", "the markets of the columns, such as `markets: [soybeans, vix]`");
  std::vector<Name> columns;
  if (header != nullptr) columns = read_columns(context, *header);
  for (const Entry& row : entry.value.entries) {
    if (row.key == "markets" || row.key == "source") continue;
    section.allow(row.key);
    context.check_name(row.key, row.key_at, "a row of shocks");
    std::vector<MarketShockSpec>& moves = out[row.key];  // known, even where its moves are wrong
    if (report_unless_value(context, row)) moves = read_row(context, row, columns, source);
  }
  if (out.empty()) {
    context.error(kNothingInside, entry.key_at, "`shocks` has no rows", "nothing is said here",
                  {"write a row for each kind of news, such as `quarrel: [-1.5% (1.5%), 12%]`"});
  }
  section.finish();
  return out;
}

}  // namespace truce::scenario
