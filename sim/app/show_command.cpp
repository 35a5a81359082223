#include <utility>

#include "sim/app/commands.hpp"
#include "sim/app/inputs.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/scenario/difference.hpp"

namespace truce::app {

int show_command(const Arguments& arguments) {
  std::vector<scenario::Scenario> scenarios;
  for (const std::string& file : arguments.files)
    if (std::optional<scenario::Scenario> scenario = read_and_report(arguments, file))
      scenarios.push_back(std::move(*scenario));
  if (scenarios.size() < arguments.files.size()) return kExitWrongInput;
  if (arguments.diff)
    print(scenario::difference_text(scenario::differences(scenarios[0], scenarios[1]), arguments.files[0],
                                    arguments.files[1]));
  else
    print(scenarios.front().resolved_yaml);
  return kExitDone;
}

}  // namespace truce::app
