// The column forms of normals.hpp with Highway's run-time dispatch: compiled for every vector target, chosen at start.
// Operation for operation the scalar forms in normals.cpp, with no fused multiply-add, so that every target gives the
// same bits; normals.cpp explains the formulas.
#include "sim/random/normals.hpp"
#include "sim/random/normals_of_path.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/random/normal_columns.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace truce::random::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR  // a machine without even SSSE3: the scalar forms, lane by lane

void StepNormals(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, std::uint64_t stream,
                 std::uint32_t quad, float* const* out) {
  for (std::size_t i = 0; i < lanes; ++i)
    step_normals_of_path(seed, first_path + static_cast<std::uint32_t>(i), stream, quad, out, i);
}

void AddPairs(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, std::uint64_t stream, std::uint32_t quad,
              float* const* out) {
  for (std::size_t i = 0; i < lanes; ++i)
    add_pairs_of_path(seed, first_path + static_cast<std::uint32_t>(i), stream, quad, out, i);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

using U64 = hn::ScalableTag<std::uint64_t>;
using U32 = hn::ScalableTag<std::uint32_t>;
using I32 = hn::ScalableTag<std::int32_t>;
using F32 = hn::ScalableTag<float>;
using VecU64 = hn::Vec<U64>;
using VecU32 = hn::Vec<U32>;
using VecF32 = hn::Vec<F32>;

// The four Philox words of as many consecutive paths as there are 32-bit lanes. Each half of the paths sits in 64-bit
// lanes whose low words count; what the products leave in the high words is never read.
struct Words4 {
  VecU32 w[4];
};

HWY_INLINE void rounds(std::uint64_t seed, VecU64 path, std::uint64_t stream, std::uint32_t index, VecU64 (&c)[4]) {
  const U64 d;
  const U32 d32;
  c[0] = hn::Set(d, index);
  c[1] = path;
  c[2] = hn::Set(d, stream & 0xFFFFFFFFu);
  c[3] = hn::Set(d, stream >> 32);
  std::uint32_t key0 = static_cast<std::uint32_t>(seed);
  std::uint32_t key1 = static_cast<std::uint32_t>(seed >> 32);
  const auto m0 = hn::Set(d32, 0xD2511F53u);
  const auto m1 = hn::Set(d32, 0xCD9E8D57u);
  for (int round = 0; round < 10; ++round) {
    const auto p0 = hn::MulEven(hn::BitCast(d32, c[0]), m0);
    const auto p1 = hn::MulEven(hn::BitCast(d32, c[2]), m1);
    c[0] = hn::Xor(hn::Xor(hn::ShiftRight<32>(p1), c[1]), hn::Set(d, key0));
    c[1] = p1;
    c[2] = hn::Xor(hn::Xor(hn::ShiftRight<32>(p0), c[3]), hn::Set(d, key1));
    c[3] = p0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

HWY_INLINE Words4 words(std::uint64_t seed, std::uint32_t path, std::uint64_t stream, std::uint32_t index) {
  const U64 d;
  const U32 d32;
  VecU64 low[4], high[4];
  // Path numbers may pass 2^32 only in the high words, which are not read.
  rounds(seed, hn::Iota(d, path), stream, index, low);
  rounds(seed, hn::Iota(d, std::uint64_t{path} + hn::Lanes(d)), stream, index, high);
  Words4 out;
  for (int i = 0; i < 4; ++i) out.w[i] = hn::ConcatEven(d32, hn::BitCast(d32, high[i]), hn::BitCast(d32, low[i]));
  return out;
}

HWY_INLINE VecF32 log_of(VecF32 u) {
  const F32 d;
  const U32 d32;
  const I32 di;
  const auto shifted = hn::Sub(hn::BitCast(d32, u), hn::Set(d32, 0x3F3504F3u));
  const auto exponent = hn::ConvertTo(d, hn::ShiftRight<23>(hn::BitCast(di, shifted)));
  const auto m = hn::BitCast(d, hn::Add(hn::And(shifted, hn::Set(d32, 0x007FFFFFu)), hn::Set(d32, 0x3F3504F3u)));
  const auto f = hn::Sub(m, hn::Set(d, 1.0f));
  auto p = hn::Set(d, 0x1.24da9ap-4f);
  for (const float c : {-0x1.d9f4d6p-4f, 0x1.dda7cep-4f, -0x1.fc5b4cp-4f, 0x1.23d6b6p-3f, -0x1.555ed8p-3f,
                        0x1.999d5p-3f, -0x1.fffff2p-3f, 0x1.555554p-2f})
    p = hn::Add(hn::Mul(p, f), hn::Set(d, c));
  const auto ff = hn::Mul(f, f);
  const auto inner = hn::Sub(f, hn::Sub(hn::Mul(ff, hn::Set(d, 0.5f)), hn::Mul(hn::Mul(ff, f), p)));
  return hn::Add(hn::Mul(exponent, hn::Set(d, 0x1.62e430p-1f)), inner);
}

HWY_INLINE VecF32 open_uniform(VecU32 word) {
  const F32 d;
  const I32 di;
  const auto whole = hn::ConvertTo(d, hn::BitCast(di, hn::ShiftRight<1>(word)));
  return hn::Mul(hn::Add(whole, hn::Set(d, 0.5f)), hn::Set(d, 0x1.0p-31f));
}

HWY_INLINE void cos_sin(VecU32 word, VecF32& cosine, VecF32& sine) {
  const F32 d;
  const U32 d32;
  const I32 di;
  const auto quarter = hn::ShiftRight<30>(hn::Add(word, hn::Set(d32, 0x20000000u)));
  const auto rest = hn::BitCast(di, hn::Sub(word, hn::ShiftLeft<30>(quarter)));
  const auto f = hn::Mul(hn::ConvertTo(d, rest), hn::Set(d, 0x1.0p-32f));
  const auto z = hn::Mul(f, f);
  auto s = hn::Sub(hn::Set(d, 0x1.465ec4p+6f), hn::Mul(z, hn::Set(d, 0x1.2d9b7cp+6f)));
  s = hn::Add(hn::Set(d, -0x1.4abbbap+5f), hn::Mul(z, s));
  s = hn::Mul(f, hn::Add(hn::Set(d, 0x1.921fb6p+2f), hn::Mul(z, s)));
  auto c = hn::Add(hn::Set(d, -0x1.55c57ap+6f), hn::Mul(z, hn::Set(d, 0x1.d9c328p+5f)));
  c = hn::Add(hn::Set(d, 0x1.03c1dcp+6f), hn::Mul(z, c));
  c = hn::Add(hn::Set(d, -0x1.3bd3ccp+4f), hn::Mul(z, c));
  c = hn::Add(hn::Set(d, 1.0f), hn::Mul(z, c));
  const auto one = hn::Set(d32, 1u);
  const auto odd = hn::RebindMask(d, hn::Eq(hn::And(quarter, one), one));
  const auto flip_cosine = hn::ShiftLeft<30>(hn::And(hn::Add(quarter, one), hn::Set(d32, 2u)));
  const auto flip_sine = hn::ShiftLeft<30>(hn::And(quarter, hn::Set(d32, 2u)));
  cosine = hn::BitCast(d, hn::Xor(hn::BitCast(d32, hn::IfThenElse(odd, s, c)), flip_cosine));
  sine = hn::BitCast(d, hn::Xor(hn::BitCast(d32, hn::IfThenElse(odd, c, s)), flip_sine));
}

void StepNormals(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, std::uint64_t stream,
                 std::uint32_t quad, float* const* out) {
  const F32 d;
  for (std::size_t done = 0; done < lanes; done += hn::Lanes(d)) {
    const Words4 w = words(seed, first_path + static_cast<std::uint32_t>(done), stream, quad);
    for (int pair = 0; pair < 2; ++pair) {
      const auto r = hn::Sqrt(hn::Mul(hn::Set(d, -2.0f), log_of(open_uniform(w.w[2 * pair]))));
      VecF32 cosine, sine;
      cos_sin(w.w[2 * pair + 1], cosine, sine);
      hn::StoreU(hn::Mul(r, cosine), d, out[2 * pair] + done);
      hn::StoreU(hn::Mul(r, sine), d, out[2 * pair + 1] + done);
    }
  }
}

// Adds -2 ln u of each step's word.
void AddPairs(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, std::uint64_t stream, std::uint32_t quad,
              float* const* out) {
  const F32 d;
  for (std::size_t done = 0; done < lanes; done += hn::Lanes(d)) {
    const Words4 w = words(seed, first_path + static_cast<std::uint32_t>(done), stream, quad);
    for (int s = 0; s < 4; ++s) {
      const auto term = hn::Mul(hn::Set(d, -2.0f), log_of(open_uniform(w.w[s])));
      hn::StoreU(hn::Add(hn::LoadU(d, out[s] + done), term), d, out[s] + done);
    }
  }
}

#endif

const char* ThisTarget() { return hwy::TargetName(HWY_TARGET); }

}  // namespace truce::random::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace truce::random {

HWY_EXPORT(StepNormals);
HWY_EXPORT(AddPairs);
HWY_EXPORT(ThisTarget);

namespace {
constexpr std::size_t kWidest = 16;  // floats in the widest vector; what does not fill one goes lane by lane
}

std::string vector_target() { return HWY_DYNAMIC_DISPATCH(ThisTarget)(); }

void step_normals(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, StreamId stream, std::uint32_t quad,
                  float* const out[4]) {
  const std::size_t whole = lanes / kWidest * kWidest;
  HWY_DYNAMIC_DISPATCH(StepNormals)(seed, first_path, whole, stream.value(), quad, out);
  for (std::size_t i = whole; i < lanes; ++i)
    step_normals_of_path(seed, first_path + static_cast<std::uint32_t>(i), stream.value(), quad, out, i);
}

void step_chi_squares(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, const StreamId* pairs, int n,
                      StreamId single, std::uint32_t quad, float* const out[4]) {
  const std::size_t whole = lanes / kWidest * kWidest;
  if (n % 2 == 1) {
    step_normals(seed, first_path, lanes, single, quad, out);
    for (int s = 0; s < 4; ++s)
      for (std::size_t i = 0; i < lanes; ++i) out[s][i] *= out[s][i];
  } else {
    for (int s = 0; s < 4; ++s)
      for (std::size_t i = 0; i < lanes; ++i) out[s][i] = 0;
  }
  for (int pair = 0; pair < n / 2; ++pair) {
    HWY_DYNAMIC_DISPATCH(AddPairs)(seed, first_path, whole, pairs[pair].value(), quad, out);
    for (std::size_t i = whole; i < lanes; ++i)
      add_pairs_of_path(seed, first_path + static_cast<std::uint32_t>(i), pairs[pair].value(), quad, out, i);
  }
}

}  // namespace truce::random
#endif
