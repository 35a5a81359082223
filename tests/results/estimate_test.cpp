#include "sim/results/estimate.hpp"

#include <cmath>

#include "sim/results/format.hpp"
#include "sim/results/sha256.hpp"
#include "sim/results/text_table.hpp"
#include "tests/support/catch.hpp"

using namespace truce::results;

TEST_CASE("a share and its binomial error") {
  const Estimate estimate = share(25, 100);
  CHECK(estimate.value == 0.25);
  CHECK(estimate.standard_error == Approx(std::sqrt(0.25 * 0.75 / 100)));
  CHECK(estimate.count == 100);
  CHECK(std::isnan(share(0, 0).value));
}

TEST_CASE("a mean from shifted sums keeps its digits far from zero") {
  ShiftedSums sums;
  const double shift = 1e9;
  for (const double x : {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4}) sums.add({1, x - shift, (x - shift) * (x - shift)});
  const Estimate estimate = mean(sums, shift);
  CHECK(estimate.value == 1e9 + 2.5);
  CHECK(estimate.standard_error == Approx(std::sqrt(5.0 / 3 / 4)));
  CHECK(std::isnan(mean({1, 0.5, 0.25}, 0).standard_error));
  CHECK(std::isnan(mean({}, 0).value));
}

TEST_CASE("the rule of three") {
  CHECK(rule_of_three(100'000) == Approx(3.0 / 100'000).epsilon(0.01));
  CHECK(rule_of_three(1) == Approx(0.95));
}

TEST_CASE("digits are no finer than the error") {
  // What sums in another order leave is no error.
  CHECK(format_estimate(5.999999989, 5e-9) == "6 ± 0");
  CHECK(format_estimate(1e-17, 1e-17) == "0 ± 0");
  CHECK(format_estimate(6, 6e-7) == "6.0000000 ± 0.0000006");
  CHECK(format_estimate(9.3141592, 0.0213) == "9.31 ± 0.02");
  CHECK(format_estimate(9.3141592, 0.0142) == "9.31 ± 0.01");
  CHECK(format_estimate(9.3141592, 0.0971) == "9.3 ± 0.1");
  CHECK(format_estimate(9.3141592, 0.0996) == "9.3 ± 0.1");
  CHECK(format_estimate(9.3141592, 0.196) == "9.3 ± 0.2");
  CHECK(format_estimate(9.3141592, 1.94) == "9 ± 2");
  CHECK(format_estimate(1234567.8, 432) == "1,234,600 ± 400");
  CHECK(format_estimate(1234.5, 17.2) == "1,230 ± 20");
  CHECK(format_estimate(-0.0001, 0.02) == "0.00 ± 0.02");
  CHECK(format_estimate(-0.123, 0.02) == "-0.12 ± 0.02");
  CHECK(format_estimate(12, 0) == "12 ± 0");
  CHECK(format_estimate(11.5, NAN) == "11.5 ± ?");
  CHECK(format_estimate(NAN, NAN) == "-");
  CHECK(format_estimate(3e-7, 2e-8) == "0.00000030 ± 0.00000002");
  CHECK(format_percent(0.41312, 0.0021) == "41.3 ± 0.2 %");
}

TEST_CASE("what no path has shown is a bound, not an error of zero") {
  CHECK(format_share(share(41'312, 100'000)) == "41.3 ± 0.2 %");
  CHECK(format_share(share(0, 100'000)) == "< 0.003 %");
  CHECK(format_share(share(100'000, 100'000)) == "> 99.997 %");
  CHECK(format_share(share(0, 1000)) == "< 0.3 %");
  CHECK(format_share(share(0, 10)) == "< 26 %");
  CHECK(format_share(share(3, 3)) == "> 36 %");
  CHECK(format_share(share(0, 0)) == "-");
}

TEST_CASE("counts and plain numbers") {
  CHECK(format_count(1234567) == "1,234,567");
  CHECK(format_count(999) == "999");
  CHECK(format_plain(12) == "12");
  CHECK(format_plain(1234.5) == "1,234.5");
  CHECK(format_plain(0.35) == "0.35");
}

TEST_CASE("columns stand under each other by characters, not bytes, and at the sign") {
  TextTable table({Align::kLeft, Align::kPlusMinus, Align::kRight});
  table.row({"a", "1.25 ± 0.01 %", "x"});
  table.row({"größer", "12 ± 3 %", "long"});
  table.row({"b", "< 0.3 %", ""});
  const auto lines = table.lines(2);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "  a       1.25 ± 0.01 %     x");
  CHECK(lines[1] == "  größer    12 ± 3 %     long");
  CHECK(lines[2] == "  b             < 0.3 %");
  CHECK(shortened("größer als", 7) == "größer…");
  CHECK(shortened("größer", 6) == "größer");
}

TEST_CASE("a table that is too wide shortens its names, never its figures") {
  TextTable table({Align::kLeft, Align::kPlusMinus, Align::kPlusMinus});
  table.row({"  rare_earths.consumer_goods", "59.31 ± 0.04 %", "0.41812 ± 0.00004"});
  table.row({"  cars", "7 ± 1 %", "1.0 ± 0.5"});
  table.fit(70);
  CHECK(table.lines(0)[0] == "  rare_earths.consumer_goods  59.31 ± 0.04 %  0.41812 ± 0.00004");
  table.fit(55);
  CHECK(table.lines(0)[0] == "  rare_earths.consu…  59.31 ± 0.04 %  0.41812 ± 0.00004");
  CHECK(width_of(table.lines(0)[0]) == 55);
  table.fit(10);
  CHECK(table.lines(0)[0] == "  rare_earths…  59.31 ± 0.04 %  0.41812 ± 0.00004");
  CHECK(table.lines(0)[1].find("1.0") != std::string::npos);
}

TEST_CASE("SHA-256 of the published examples") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
