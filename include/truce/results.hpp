#pragma once
// What a run found out.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace truce {

// NaN where it is not defined.
struct ValueWithError {
  double value;
  double standard_error;
  std::int64_t paths;  // it comes from
};

class RunResults {
 public:
  struct Content;
  explicit RunResults(std::shared_ptr<Content> content) : content_(std::move(content)) {}

  std::int64_t paths() const;
  // The probability of a statement or the mean of a quantity. Throws std::out_of_range for a name that is none.
  ValueWithError outcome(const std::string& name) const;
  // The truce never broken by each of times(); empty where the scenario has no truce.
  std::vector<ValueWithError> truce_survival() const;
  // The event fired by each of times(). Throws std::out_of_range for a name that is none.
  std::vector<ValueWithError> event_probability(const std::string& name) const;

  // One screen for people; the same and more for programs.
  std::string summary() const;
  std::string summary_json() const;

  // The netCDF file, whole or not at all. Throws std::runtime_error. Once: the kept paths move into the file.
  void write(const std::string& path);

 private:
  std::shared_ptr<Content> content_;
};

}  // namespace truce
