#pragma once
// A result as named dimensions, variables and attributes: what the file holds, before and after it is a file.
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace truce::results {

struct Dimension {
  std::string name;
  std::size_t size = 0;
};

using Values =
    std::variant<std::vector<float>, std::vector<double>, std::vector<std::int32_t>, std::vector<std::string>>;
using AttributeValue = std::variant<std::string, double, std::int64_t, std::uint64_t, std::vector<std::int32_t>>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

struct Variable {
  std::string name;
  std::vector<std::string> dimensions;  // slowest first
  Values values;                        // as many as the dimensions' product
  Attributes attributes;
};

struct Dataset {
  std::vector<Dimension> dimensions;
  std::vector<Variable> variables;
  Attributes attributes;

  const Variable* find(const std::string& name) const {
    for (const Variable& variable : variables)
      if (variable.name == name) return &variable;
    return nullptr;
  }
};

}  // namespace truce::results
