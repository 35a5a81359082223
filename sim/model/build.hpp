#pragma once
// Scenario -> Model.
#include <optional>

#include "sim/base/diagnostics.hpp"
#include "sim/model/model.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::model {

// Folds a checked scenario into tables. What only shows here (a correlation matrix that is not positive definite, two
// streams with one hash, numbers without meaning together) goes into `diagnostics`; then the result is empty.
std::optional<Model> build_model(const scenario::Scenario& scenario, std::uint64_t seed, Diagnostics& diagnostics);

}  // namespace truce::model
