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

// The columns, in order; nothing after an error.
std::optional<std::vector<Name>> read_columns(Context& context, const Entry& entry) {
  if (!entry.value.is_list() || entry.value.items.empty()) {
    context.error(kWrongKind, entry.value.at,
                  fmt::format("`markets` is a list of markets, not {}", describe(entry.value)));
    return std::nullopt;
  }
  std::vector<Name> out;
  bool good = true;
  for (const Node& item : entry.value.items) {
    if (!item.is_scalar()) {
      context.error(kWrongKind, item.at, fmt::format("a market is named here, not {}", describe(item)));
      good = false;
      continue;
    }
    const Name name{item.text, item.at};
    good = context.knows(kUnknownMarket, "market", "markets", name, context.names.markets) && good;
    for (const Name& other : out) {
      if (other.text != name.text) continue;
      context.error(kRepeatedName, name.at, fmt::format("market '{}' has two columns", name.text), "named again here",
                    {}, {other.at, "first named here"});
      good = false;
    }
    out.push_back(name);
  }
  if (!good) return std::nullopt;
  return out;
}

}  // namespace

ShockTable read_shock_table(Context& context, const Entry& entry) {
  ShockTable out;
  Section section(context, entry.value, "shocks", "`shocks`", entry.key_at);
  if (!section.is_map()) return out;
  const std::string source = section.source({});
  const Entry* header = section.need("markets", "the markets of the columns, such as `markets: [soybeans, vix]`");
  std::optional<std::vector<Name>> columns;
  if (header != nullptr) columns = read_columns(context, *header);
  for (const Entry& row : entry.value.entries) {
    if (row.key == "markets" || row.key == "source") continue;
    section.allow(row.key);
    context.check_name(row.key, row.key_at, "a row of shocks");
    out[row.key];  // known, even where its moves are wrong
    if (!report_unless_value(context, row)) continue;
    if (!row.value.is_list()) {
      context.error(kWrongKind, row.value.at,
                    fmt::format("a row of shocks is a list of moves, not {}", describe(row.value)));
      continue;
    }
    const std::size_t moves = row.value.items.size();
    const std::size_t markets = header != nullptr && header->value.is_list() ? header->value.items.size() : moves;
    if (moves != markets) {
      context.error(kWrongKind, row.value.at,
                    fmt::format("row '{}' has {} move{} for {} market{}", row.key, moves, moves == 1 ? "" : "s",
                                markets, markets == 1 ? "" : "s"),
                    "one move for each market", {"write null where a market does not move"});
      continue;
    }
    if (!columns) continue;
    for (std::size_t i = 0; i < columns->size(); ++i) {
      const Node& cell = row.value.items[i];
      if (is_left_out(cell)) continue;
      const std::string& market = (*columns)[i].text;
      MarketShockSpec shock;
      shock.market = {market, cell.at};
      shock.simple_return = read_number_item(context, cell, fmt::format("{}.{}", row.key, market),
                                             fmt::format("shocks.{}.{}", row.key, market), simple_return(), source);
      out[row.key].push_back(std::move(shock));
    }
  }
  section.finish();
  return out;
}

}  // namespace truce::scenario
