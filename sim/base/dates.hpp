#pragma once
// Calendar dates (proleptic Gregorian) as whole days since 1970-01-01.
#include <optional>
#include <string>
#include <string_view>

namespace truce {

struct Date {
  int days = 0;  // since 1970-01-01
  friend constexpr auto operator<=>(Date, Date) = default;
};

struct CivilDate {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
};

Date to_date(CivilDate civil);
CivilDate to_civil(Date date);
int days_in_month(int year, int month);
bool is_leap_year(int year);

// `2026-11-10` and nothing else (years 1900 to 2999); nullopt where the text is no such date (2026-02-30, 26-1-1).
std::optional<Date> parse_iso_date(std::string_view text);
std::string format_iso_date(Date date);

}  // namespace truce
