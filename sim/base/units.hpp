#pragma once
// The units of 1-model.md: time in days since `start`, rates per year of 365.25 days, flows per week.
namespace truce {

inline constexpr double kDaysPerYear = 365.25;
inline constexpr double kDaysPerMonth = kDaysPerYear / 12;
inline constexpr double kDaysPerWeek = 7;
// Instants closer than this are one instant (1-model.md, 1.4).
inline constexpr double kSameInstantDays = 1e-9;

}  // namespace truce
