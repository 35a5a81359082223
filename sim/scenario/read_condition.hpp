#pragma once
// Conditions (1-model.md, 1.3).
#include <optional>

#include "sim/scenario/condition.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

enum class Feedbacks { kAllowed, kRegimesOnly };

// Reads the condition that is the value of `entry`; nothing after an error.
std::optional<ConditionSpec> read_condition(Context& context, const Entry& entry,
                                            Feedbacks feedbacks = Feedbacks::kAllowed);

// EVENT or EVENT.OUTCOME; nothing after an error.
std::optional<EventRef> read_event_ref(Context& context, const Entry& entry);

}  // namespace truce::scenario
