#pragma once
// e^x, ln x and the normal distribution function in double: the same bits from every compiler and on every machine, and
// without branches, so that loops over columns become whole vectors.
#include <bit>
#include <cstdint>

namespace truce {

// x = n ln 2 + r with |r| <= ln 2 / 2; the Taylor polynomial of e^r to r^13 (remainder below 5e-18 relative); then 2^n
// is put into the exponent bits. Relative error below 2.5e-16. Arguments are held to [-708, 709].
inline double exp_of(double x) {
  x = x < -708.0 ? -708.0 : x;
  x = x > 709.0 ? 709.0 : x;
  constexpr double kShift = 0x1.8p52;  // adding it rounds to a whole number, in the low bits
  const double shifted = x * 0x1.71547652b82fep0 + kShift;
  const double n = shifted - kShift;
  const double r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * (r * r) + r;  // e^r - 1
  const std::uint64_t bits = (std::bit_cast<std::uint64_t>(shifted) + 1023) << 52;
  return (p + 1.0) * std::bit_cast<double>(bits);
}

// e^x for a float: reduced in double, the polynomial to r^7 (remainder below 6e-9 relative) in float. Relative error
// below 2e-7. Arguments are held to [-87, 88].
inline float exp_to_float(double x) {
  x = x < -87.0 ? -87.0 : x;
  x = x > 88.0 ? 88.0 : x;
  constexpr double kShift = 0x1.8p52;  // adding it rounds to a whole number, in the low bits
  const double shifted = x * 0x1.71547652b82fep0 + kShift;
  const auto r = static_cast<float>(x - (shifted - kShift) * 0x1.62e42fefa39efp-1);
  float p = 1.0f / 5040.0f;
  p = p * r + 1.0f / 720.0f;
  p = p * r + 1.0f / 120.0f;
  p = p * r + 1.0f / 24.0f;
  p = p * r + 1.0f / 6.0f;
  p = p * r + 0.5f;
  p = p * (r * r) + r;  // e^r - 1
  const auto bits = (static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(shifted)) + 127u) << 23;
  return (p + 1.0f) * std::bit_cast<float>(bits);
}

// x > 0, finite and not denormal. x = 2^n m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh(s), s = (m - 1)/(m + 1),
// by its series to s^23 (remainder below 2e-18 relative). Relative error below 4e-16.
inline double log_of(double x) {
  constexpr std::uint64_t kRootHalf = 0x3fe6a09e667f3bcd;
  constexpr std::uint64_t kOne = 0x3ff0000000000000;
  constexpr double kShift = 0x1p52;  // a whole number below it is its own low bits
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x) + (kOne - kRootHalf);
  const double n = std::bit_cast<double>((bits >> 52) | std::bit_cast<std::uint64_t>(kShift)) - (kShift + 1023);
  const double m = std::bit_cast<double>((bits & 0x000fffffffffffff) + kRootHalf);
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  double p = 2.0 / 23.0;
  p = p * z + 2.0 / 21.0;
  p = p * z + 2.0 / 19.0;
  p = p * z + 2.0 / 17.0;
  p = p * z + 2.0 / 15.0;
  p = p * z + 2.0 / 13.0;
  p = p * z + 2.0 / 11.0;
  p = p * z + 2.0 / 9.0;
  p = p * z + 2.0 / 7.0;
  p = p * z + 2.0 / 5.0;
  p = p * z + 2.0 / 3.0;
  return n * 0x1.62e42fee00000p-1 + (2.0 * s + (s * (z * p) + n * 0x1.a39ef35793c76p-33));
}

// The standard normal distribution function. For a >= 0, Phi(-a) = t exp(P(t) - a^2 / 2) with t = c / (c + a), c
// = 3.75: P is smooth, and its Chebyshev series on 0 <= a <= 38.5 needs 24 terms for 3e-17. Relative error below (5 +
// a^2 / 2) 1.2e-16 down to Phi(-37.6) = 3e-309; beyond, the value at -37.6.
inline double normal_cdf_of(double z) {
  constexpr double kSeries[] = {
      -2.955324900947212923,     0.7309972768526528832,     0.05863580754462839776,   -0.003305128567073119506,
      -0.001820246052322100044,  -6.149146940364382615e-5,  6.482392932039062063e-5,  7.074010741331058507e-6,
      -2.512531510409477521e-6,  -4.575589911535863512e-7,  1.03277154927220919e-7,   2.607815019104180757e-8,
      -4.461008266845142874e-9,  -1.399250861687243073e-9,  2.011725965237988464e-10, 7.165382649666557281e-11,
      -9.32187492980127708e-12,  -3.498441960108780421e-12, 4.290140351404837587e-13, 1.62151354289398944e-13,
      -1.848258520580798666e-14, -7.150099886802959282e-15, 6.668922151680414347e-16, 3.077746514601491436e-16};
  constexpr int kTerms = sizeof kSeries / sizeof kSeries[0];
  constexpr double kCentre = 3.75;
  constexpr double kLeast = kCentre / (kCentre + 38.5);  // t at the far end
  double a = z < 0 ? -z : z;
  a = a < 37.6 ? a : 37.6;
  const double t = kCentre / (kCentre + a);
  const double twice = (t - kLeast) * (4.0 / (1.0 - kLeast)) - 2.0;  // 2 T with T in [-1, 1]
  double b0 = 0, b1 = 0;                                             // Clenshaw's recurrence
#pragma GCC unroll 24
  for (int j = kTerms - 1; j > 0; --j) {
    const double b2 = b1;
    b1 = b0;
    b0 = twice * b1 - b2 + kSeries[j];
  }
  const double tail = t * exp_of((0.5 * kSeries[0] - b1 + 0.5 * twice * b0) - 0.5 * a * a);
  return z < 0 ? tail : 1.0 - tail;
}

}  // namespace truce
