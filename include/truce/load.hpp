#pragma once
// Reading a scenario, for programs that embed the simulator.
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace truce {

// A scenario that was read and found to be in order.
class LoadedScenario {
 public:
  struct Content;
  explicit LoadedScenario(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

  const std::string& name() const;
  const std::string& title() const;
  // The merged scenario as YAML; reads back to the same.
  const std::string& resolved_yaml() const;
  const Content& content() const { return *content_; }

 private:
  std::shared_ptr<const Content> content_;
};

struct Loaded {
  std::optional<LoadedScenario> scenario;  // empty exactly where there are errors
  std::string diagnostics;                 // errors and warnings as text, with places and carets; may be empty
};

// `settings`: "events.stress.rate=2 per year". Throws std::runtime_error only where the machine fails.
Loaded load_scenario(const std::string& file, const std::vector<std::string>& settings = {});

// The same from text; what it extends is looked up beside `name`.
Loaded load_scenario_text(const std::string& text, const std::string& name,
                          const std::vector<std::string>& settings = {});

}  // namespace truce
