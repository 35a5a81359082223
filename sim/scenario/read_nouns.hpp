#pragma once
// The sections of a scenario, one reader for each noun. Each takes the section's entry and appends to the scenario.
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

void read_factors(Context& context, const Entry& section, Scenario& out);
void read_regimes(Context& context, const Entry& section, Scenario& out);
void read_trade(Context& context, const Entry& section, Scenario& out);
void read_supply(Context& context, const Entry& section, Scenario& out);
void read_markets(Context& context, const Entry& section, Scenario& out);
// `shocks` is the entry of the table of market moves; nullptr where there is none. Read before, as its rows are used.
void read_events(Context& context, const Entry* section, const Entry* shocks, Scenario& out);
void read_outcomes(Context& context, const Entry& section, Scenario& out);
void read_correlation(Context& context, const Entry& section, Scenario& out);
void read_sources(Context& context, const Entry& section, Scenario& out);

}  // namespace truce::scenario
