#include "sim/base/dates.hpp"

#include "tests/support/catch.hpp"

using namespace truce;

TEST_CASE("dates count days since 1970", "[base][dates]") {
  CHECK(to_date({1970, 1, 1}).days == 0);
  CHECK(to_date({1969, 12, 31}).days == -1);
  CHECK(to_date({2000, 3, 1}).days == 11017);
  CHECK(to_date({2025, 11, 24}).days == 20416);
  for (const int days : {-25567, -1, 0, 59, 11016, 20416, 376199}) CHECK(to_date(to_civil({days})).days == days);
}

TEST_CASE("only ISO dates that exist are dates", "[base][dates]") {
  REQUIRE(parse_iso_date("2026-11-10").has_value());
  CHECK(*parse_iso_date("2026-11-10") == to_date({2026, 11, 10}));
  CHECK(parse_iso_date("2024-02-29").has_value());
  for (const char* wrong :
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01",
        "20260101", "1899-12-31", "3000-01-01", "", "2026-01-0x", "+026-01-01"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_iso_date(wrong).has_value());
  }
  CHECK(format_iso_date(to_date({2029, 1, 31})) == "2029-01-31");
}

TEST_CASE("months have their days", "[base][dates]") {
  CHECK(days_in_month(2024, 2) == 29);
  CHECK(days_in_month(2100, 2) == 28);
  CHECK(days_in_month(2025, 12) == 31);
  CHECK(is_leap_year(2000));
  CHECK_FALSE(is_leap_year(1900));
}
