#pragma once
// What the stages want to know about a model before they begin: which clocks run, what moves when, what must be
// watched.
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/model/model.hpp"

namespace truce::engine {

// A loading of one factor on a speed or a number: its row in BlockState::loadings.
struct Loading {
  int factor = 0;
  int row = 0;
};

// An unconditional ratio: exp(log_ratio x factor), one column for all speeds that carry it (negated under a delay).
struct SharedRatio {
  int factor = 0;
  double log_ratio = 0;
};

// Whether a modifier stands under a test.
inline bool is_conditional(const model::Modifier& m) {
  return m.condition.valid() || m.has_window || m.since.valid() || m.before.valid();
}

// A set of things to look at again: bit e for event e, bit E + n for step number n.
using Touched = std::vector<std::uint64_t>;

inline void touch(Touched& set, const Touched& more) {
  for (std::size_t w = 0; w < set.size(); ++w) set[w] |= more[w];
}
inline void touch_item(Touched& set, std::size_t item) { set[item / 64] |= std::uint64_t{1} << (item % 64); }

struct Plan {
  explicit Plan(const model::Model& model);

  std::vector<int> clocks;         // events with a clock: rate, probability, delay
  std::vector<int> loaded_clocks;  // those whose speed a factor moves
  // By event, padded as Lanes are. The one of BlockState::ratios that its pace follows: 0 where no factor moves it.
  // Whether more than one ratio acts, so that the pace is computed apart: those are the `other_loaded_clocks`.
  std::vector<std::int64_t> ratio_of_clock;
  std::vector<std::uint8_t> has_own_pace;
  std::vector<int> other_loaded_clocks;
  std::vector<int> instants;  // events that may have a due date or a pending trigger
  std::vector<int> whens;     // events with `when`
  std::vector<SharedRatio> ratios;
  std::vector<std::vector<int>> event_ratios;        // by event: into `ratios`
  std::vector<std::vector<Loading>> event_loadings;  // by event: the ratios that stand under a test
  // By item, where some of its modifiers test regimes alone: their product, by the joint state of these regimes; and
  // the modifiers that remain to be looked at one by one.
  struct JointProduct {
    struct Regime {
      int regime = 0;
      std::size_t stride = 1;
    };
    std::vector<Regime> regimes;
    std::vector<double> products;
    bool holds_condition = false;  // of an event with a hazard: the product is 0 where its `while` does not hold
    std::vector<int> other_modifiers;
  };
  std::vector<JointProduct> joint_products;
  std::vector<int> moving;                            // step numbers with modifiers or levels by regime
  std::vector<std::vector<Loading>> number_loadings;  // by step number
  int loading_rows = 0;
  // Instants at which a window or a table changes on every path, ascending, and what hangs on each.
  std::vector<double> edges;
  std::vector<Touched> edge_items;
  // Edges of each path's own: something changes `offset` days after the last firing of a mark (`since`), or after an
  // event's date (`before`: the offset is negative). By mark, then by event: into EventState::own_edges.
  struct OwnEdge {
    int index = 0;
    double offset = 0;
  };
  std::vector<std::vector<OwnEdge>> edges_of_mark, edges_of_date;
  std::vector<Touched> own_edge_items;  // by own edge: what hangs on it
  // What hangs on a regime, on a mark (`since`), on a factor's jumps, on an event's date (`before`), and on a
  // condition node read at the step's start.
  std::vector<Touched> by_regime, by_mark, by_factor, by_date, by_node;
  Touched everything;
  std::vector<int> feedback_nodes;         // condition nodes about commitments, markets, sectors
  std::vector<int> factor_nodes;           // condition nodes about factors that a speed, number or event watches
  std::vector<bool> is_feedback_watched;   // by condition node: a speed, number or event hangs on it
  std::vector<bool> noise_used;            // by noise: its correlated shock is read by some stage
  std::vector<bool> normal_used;           // by noise: its own normal enters a used shock
  std::vector<int> regime_nodes;           // outcome nodes of kind kRegime
  std::vector<std::vector<int>> captures;  // by step end (row of `time`): outcome nodes read there

 private:
  JointProduct joint_product_of(const model::Model& model, model::Range modifiers, const model::Event* event) const;
  void add_edge(double at, std::size_t item, const Touched& nothing);
  void add_own_edge(std::vector<OwnEdge>& edges, double offset, std::size_t item);
  void watch_modifiers(const model::Model& model, model::Range modifiers, std::size_t item, bool is_event);
  void watch_condition(const model::Model& model, ConditionId condition, std::size_t item, bool is_event);
  std::vector<Loading> loadings_of(const model::Model& model, model::Range modifiers, bool only_conditional);
  std::vector<int> ratios_of(const model::Model& model, const model::Event& event);
};

}  // namespace truce::engine
