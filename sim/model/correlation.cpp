#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "sim/base/contract.hpp"
#include "sim/model/builder.hpp"
#include "sim/scenario/codes.hpp"

namespace truce::model {

namespace {

// Below this the Cholesky factor is noise.
constexpr double kSmallestEigenvalue = 1e-10;

int row_of(const Model& model, const std::string& name) {
  for (std::size_t i = 0; i < model.noises.size(); ++i)
    if (model.noises[i].name == name) return static_cast<int>(i);
  TRUCE_EXPECT(!"a noise source that the reader has checked");
  return -1;
}

// The pair that pulls hardest in the direction in which the matrix fails: the largest |v_i C_ij v_j|.
std::pair<Eigen::Index, Eigen::Index> worst_pair(const Eigen::MatrixXd& c, const Eigen::VectorXd& v) {
  std::pair<Eigen::Index, Eigen::Index> worst{0, 0};
  double largest = -1;
  for (Eigen::Index i = 0; i < c.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      const double pull = -v(i) * c(i, j) * v(j);
      if (c(i, j) != 0 && pull > largest) {
        largest = pull;
        worst = {i, j};
      }
    }
  return worst;
}

std::vector<double> lower_rows(const Eigen::MatrixXd& l) {
  std::vector<double> rows(static_cast<std::size_t>(l.size()));
  for (Eigen::Index i = 0; i < l.rows(); ++i)
    for (Eigen::Index j = 0; j < l.cols(); ++j) rows[static_cast<std::size_t>(i * l.cols() + j)] = j <= i ? l(i, j) : 0;
  return rows;
}

}  // namespace

void build_correlations(Builder& builder) {
  Model& model = builder.model;
  const auto n = static_cast<Eigen::Index>(model.noises.size());
  const auto markets = static_cast<Eigen::Index>(model.markets.size());
  Eigen::MatrixXd c = Eigen::MatrixXd::Identity(n, n);
  for (const auto& spec : builder.scenario.correlations) {
    const int i = row_of(model, spec.first);
    const int j = row_of(model, spec.second);
    c(i, j) = c(j, i) = spec.value.fixed();
  }
  model.noises_independent = c.isIdentity(0);
  const Eigen::MatrixXd block = c.bottomRightCorner(markets, markets);
  model.markets_independent = block.isIdentity(0);
  if (n == 0) return;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(c);
  if (eigen.eigenvalues()(0) < kSmallestEigenvalue) {
    const auto [i, j] = worst_pair(c, eigen.eigenvectors().col(0));
    SourceRange at = builder.scenario.correlation_at;
    const auto& first = model.noises[static_cast<std::size_t>(j)].name;
    const auto& second = model.noises[static_cast<std::size_t>(i)].name;
    for (const auto& spec : builder.scenario.correlations)
      if ((spec.first == first && spec.second == second) || (spec.first == second && spec.second == first))
        at = spec.value.at;
    builder.diagnostics.error(
        scenario::kNotPositiveDefinite, at,
        fmt::format("the correlation matrix is not positive definite: its smallest eigenvalue is {:.3g}",
                    eigen.eigenvalues()(0)),
        fmt::format("look first at {} with {} ({})", first, second, c(i, j)),
        {"no set of numbers can be correlated like this; bring the correlations of this pair nearer to those of its "
         "neighbours"});
    return;
  }
  model.noise_factor = lower_rows(c.llt().matrixL());
  if (markets > 0) model.market_factor = lower_rows(block.llt().matrixL());
}

}  // namespace truce::model
