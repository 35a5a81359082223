#include "sim/results/frequent_values.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace truce::results {

std::vector<float> frequent_values(const float* values, std::size_t count, std::size_t most) {
  struct Slot {
    float value = 0;
    std::uint32_t count = 0;
  };
  // Open addressing at a load of one half at most.
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(2 * count, 16));
  std::vector<Slot> slots(size);
  for (std::size_t i = 0; i < count; ++i) {
    const float value = values[i] == 0 ? 0.0f : values[i];  // -0 is 0
    if (std::isnan(value)) continue;
    std::size_t at = (std::bit_cast<std::uint32_t>(value) * 0x9E3779B1u >> 7) & (size - 1);
    while (slots[at].count > 0 && slots[at].value != value) at = (at + 1) & (size - 1);
    slots[at].value = value;
    ++slots[at].count;
  }
  const auto enough = static_cast<std::uint32_t>(std::max<std::size_t>(3, (count + 99) / 100));
  std::vector<Slot> frequent;
  for (const Slot& slot : slots)
    if (slot.count >= enough) frequent.push_back(slot);
  std::sort(frequent.begin(), frequent.end(),
            [](const Slot& a, const Slot& b) { return a.count != b.count ? a.count > b.count : a.value < b.value; });
  if (frequent.size() > most) frequent.resize(most);
  std::vector<float> out;
  for (const Slot& slot : frequent) out.push_back(slot.value);
  return out;
}

}  // namespace truce::results
