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
