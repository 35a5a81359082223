#pragma once
// Standard normals for the steps of a path: f32, Box-Muller on 32-bit uniforms, four steps to one Philox call.
//
// Box and Muller (1958): z0 = sqrt(-2 ln u) cos(2 pi v), z1 = sqrt(-2 ln u) sin(2 pi v). The words (w0, w1) of index
// step / 4 give steps 0 and 1 of the four, (w2, w3) steps 2 and 3. |z| <= 6.7. Cost: about 2 ns a normal.
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/random/philox.hpp"

namespace truce::random {

// Normals of four steps, 4 * quad to 4 * quad + 3, for `lanes` paths beginning at first_path: out[s][lane].
void step_normals(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, StreamId stream, std::uint32_t quad,
                  float* const out[4]);

// The same number for one path and step; bit for bit what the column form gives.
float step_normal(std::uint64_t seed, std::uint32_t path, StreamId stream, std::uint32_t step);

// Chi-square with n >= 1 degrees of freedom for four steps: floor(n / 2) terms -2 ln u from the streams `pairs`, and
// the square of one step normal from `single` where n is odd. out[s][lane]; `pairs` holds floor(n / 2) streams.
void step_chi_squares(std::uint64_t seed, std::uint32_t first_path, std::size_t lanes, const StreamId* pairs, int n,
                      StreamId single, std::uint32_t quad, float* const out[4]);

float step_chi_square(std::uint64_t seed, std::uint32_t path, const StreamId* pairs, int n, StreamId single,
                      std::uint32_t step);

// The vector instructions that this machine was found to have, by Highway's names: "AVX2", "AVX3" (AVX-512), "SSE4" ...
// They change no bit.
std::string vector_target();

}  // namespace truce::random
