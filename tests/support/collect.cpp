#include "tests/support/collect.hpp"

#include <cmath>
#include <stdexcept>

#include "sim/model/build.hpp"

namespace truce::test {

model::Model model_of(const std::string& yaml, std::uint64_t seed) {
  auto read = scenario::read_scenario_text(yaml, "test.yaml");
  if (!read.scenario) throw std::runtime_error(read.diagnostics.render(read.sources));
  Diagnostics diagnostics;
  auto model = model::build_model(*read.scenario, seed, diagnostics);
  if (!model) throw std::runtime_error(diagnostics.render(read.sources));
  return std::move(*model);
}

namespace {
class Keep : public engine::BlockSink {
 public:
  struct One : Partial {
    explicit One(engine::BlockResult b) : block(std::move(b)) {}
    engine::BlockResult block;
  };
  explicit Keep(Collected& out) : out_(out) {}
  std::unique_ptr<Partial> tally(const engine::BlockResult& block, std::size_t) override {
    return std::make_unique<One>(block);
  }
  void merge(std::unique_ptr<Partial> partial) override {
    out_.blocks.push_back(std::move(static_cast<One&>(*partial).block));
  }

 private:
  Collected& out_;
};
}  // namespace

Collected collect(const model::Model& model, std::int64_t paths, int threads) {
  Collected out;
  out.paths = paths;
  Keep keep(out);
  engine::RunOptions options;
  options.last_block = engine::blocks_for(paths);
  options.paths = paths;
  options.threads = threads;
  engine::run_blocks(model, options, keep);
  return out;
}

Estimate estimate(const std::vector<double>& values) {
  Estimate e;
  double sum = 0;
  for (const double v : values)
    if (!std::isnan(v)) sum += v, ++e.count;
  e.mean = sum / static_cast<double>(e.count);
  double squares = 0;
  for (const double v : values)
    if (!std::isnan(v)) squares += (v - e.mean) * (v - e.mean);
  e.standard_error = std::sqrt(squares / static_cast<double>(e.count - 1) / static_cast<double>(e.count));
  return e;
}

}  // namespace truce::test
