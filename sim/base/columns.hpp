#pragma once
// Marks a function whose loops run over columns of lanes: it is compiled for several vector widths and the widest that
// the machine has is chosen when the program starts. The arithmetic is the same operation by operation (no contraction
// to multiply-add), so the bits do not depend on the choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define TRUCE_COLUMNS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define TRUCE_COLUMNS
#endif

// Before a loop over columns: none of them overlaps another. g++ gives up on more than a few otherwise; clang++ looks
// at run time.
#if defined(__GNUC__) && !defined(__clang__)
#define TRUCE_APART _Pragma("GCC ivdep")
#else
#define TRUCE_APART
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace truce {

// Eight doubles side by side, for the loops of which no compiler here makes whole vectors by itself. Lane j holds every
// eighth value, whatever the width of the machine's registers.
inline constexpr std::size_t kTogether = 8;
using Eight [[gnu::vector_size(kTogether * sizeof(double))]] = double;

using EightInts [[gnu::vector_size(kTogether * sizeof(std::int64_t))]] = std::int64_t;

[[gnu::always_inline]] inline void load(const double* from, Eight& to) { std::memcpy(&to, from, sizeof to); }
[[gnu::always_inline]] inline void load(const std::int64_t* from, EightInts& to) { std::memcpy(&to, from, sizeof to); }
[[gnu::always_inline]] inline void store(const Eight& from, double* to) { std::memcpy(to, &from, sizeof from); }
// to[j] = table[index[j]].
[[gnu::always_inline]] inline void pick(const Eight& table, const EightInts& index, Eight& to) {
#ifdef __clang__
  for (std::size_t j = 0; j < kTogether; ++j) to[j] = table[index[j]];
#else
  to = __builtin_shuffle(table, index);
#endif
}
[[gnu::always_inline]] inline void load(const float* from, Eight& to) {
  using EightFloats [[gnu::vector_size(kTogether * sizeof(float))]] = float;
  EightFloats narrow;
  std::memcpy(&narrow, from, sizeof narrow);
  to = __builtin_convertvector(narrow, Eight);
}

}  // namespace truce
