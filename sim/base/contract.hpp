#pragma once
// Our own bugs: a contract that aborts with file and line. Never for input (diagnostics) or for the world (errors.hpp).
namespace truce {

[[noreturn]] void contract_failed(const char* condition, const char* file, int line);

}  // namespace truce

#define TRUCE_EXPECT(condition) \
  ((condition) ? static_cast<void>(0) : ::truce::contract_failed(#condition, __FILE__, __LINE__))
