#pragma once
// Several runs side by side.
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/figures.hpp"
#include "sim/results/results.hpp"

namespace truce::results {

struct ComparedRun {
  const model::Model* model = nullptr;
  const Results* results = nullptr;
};

// One screen, a column for each run: the truce by horizon, commitments, sectors, markets and named outcomes, each with
// its standard error; "-" where a run lacks one. Where not all outcomes fit, those that differ most. Four runs stand
// beside each other; more come in further tables, the first run again in front.
std::string comparison_text(const std::vector<ComparedRun>& runs);

// All figures: {"scenarios": [NAME, ...], "figures": [{"key", "title", "name", "unit", "statistic", "estimates":
// [...]}]}, an estimate for each scenario, null where it lacks the figure. No line end behind it.
std::string comparison_json(const std::vector<ComparedRun>& runs);

// Which of `figures` one screen of `lines` lines has room for, titles included: those of short tables, and of the
// outcomes those with the largest `spreads`, at least ten, in their order. `left_out`: outcomes that are not among
// them.
std::vector<std::size_t> figures_for_a_screen(const std::vector<Figure>& figures, const std::vector<double>& spreads,
                                              std::size_t lines, std::size_t& left_out);

}  // namespace truce::results
