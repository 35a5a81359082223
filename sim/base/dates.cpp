#include "sim/base/dates.hpp"

#include <chrono>

#include <fmt/format.h>

namespace truce {

namespace {
std::chrono::year_month_day ymd(CivilDate c) {
  return std::chrono::year{c.year} / std::chrono::month{static_cast<unsigned>(c.month)} /
         std::chrono::day{static_cast<unsigned>(c.day)};
}
}  // namespace

Date to_date(CivilDate civil) {
  return {static_cast<int>(std::chrono::sys_days{ymd(civil)}.time_since_epoch().count())};
}

CivilDate to_civil(Date date) {
  const std::chrono::year_month_day c{std::chrono::sys_days{std::chrono::days{date.days}}};
  return {static_cast<int>(c.year()), static_cast<int>(static_cast<unsigned>(c.month())),
          static_cast<int>(static_cast<unsigned>(c.day()))};
}

bool is_leap_year(int year) { return std::chrono::year{year}.is_leap(); }

int days_in_month(int year, int month) {
  const auto last = std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

std::optional<Date> parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int digits[8];
  int n = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    if (i == 4 || i == 7) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    digits[n++] = text[i] - '0';
  }
  const CivilDate c{digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3], digits[4] * 10 + digits[5],
                    digits[6] * 10 + digits[7]};
  if (c.year < 1900 || c.year > 2999 || !ymd(c).ok()) return std::nullopt;
  return to_date(c);
}

std::string format_iso_date(Date date) {
  const CivilDate c = to_civil(date);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

}  // namespace truce
