#pragma once
// A scenario made ready to run.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "truce/load.hpp"

namespace truce {

// Never changes; may be run any number of times, from several threads at once.
class PreparedModel {
 public:
  struct Content;
  explicit PreparedModel(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

  std::uint64_t seed() const;
  // Days since `start`: 0, and the end of each step.
  const std::vector<double>& times() const;
  std::vector<std::string> events() const;
  std::vector<std::string> outcomes() const;
  const Content& content() const { return *content_; }
  std::shared_ptr<const Content> share() const { return content_; }

 private:
  std::shared_ptr<const Content> content_;
};

struct Prepared {
  std::optional<PreparedModel> model;  // empty exactly where there are errors
  std::string diagnostics;             // errors and warnings as text; may be empty
};

// `seed`: without, the scenario's own.
Prepared prepare(const LoadedScenario& scenario, std::optional<std::uint64_t> seed = {});

}  // namespace truce
