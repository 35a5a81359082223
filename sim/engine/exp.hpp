#pragma once
// e^x in double, the same bits from every compiler and on every machine, and free to be vectorised.
//
// x = n ln 2 + r with |r| <= ln 2 / 2; the Taylor polynomial of e^r to r^13 (remainder below 5e-18 relative); then 2^n
// is put into the exponent bits. Relative error below 2.5e-16. Arguments are held to [-708, 709].
#include <bit>
#include <cstdint>

namespace truce::engine {

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

}  // namespace truce::engine
