#include "tests/engine/laws_markov.hpp"

#include <unsupported/Eigen/MatrixFunctions>

namespace truce::test {

Eigen::MatrixXd exponential(const Eigen::MatrixXd& m) { return m.exp(); }
Eigen::MatrixXcd exponential(const Eigen::MatrixXcd& m) { return m.exp(); }

Eigen::MatrixXd MarkovChain::generator() const {
  Eigen::MatrixXd q = Eigen::MatrixXd::Zero(states_, states_);
  for (const Move& move : moves_) {
    q(move.from, move.to) += move.rate;
    q(move.from, move.from) -= move.rate;
  }
  return q;
}

Eigen::RowVectorXd MarkovChain::at(int start, double t) const {
  return exponential(Eigen::MatrixXd(generator() * t)).row(start);
}

namespace {

// Van Loan (1978): the upper right block of exp([[Q, F, 0], [0, Q, F], [0, 0, Q]] t), with F = diag(f), is the integral
// of e^(Qs) F e^(Q(r-s)) F e^(Q(t-r)) over 0 < s < r < t; likewise with two blocks.
double nested_integral(const Eigen::MatrixXd& q, const Eigen::VectorXd& f, int start, double t, int blocks) {
  const Eigen::Index n = q.rows();
  Eigen::MatrixXd big = Eigen::MatrixXd::Zero(n * blocks, n * blocks);
  for (int b = 0; b < blocks; ++b) {
    big.block(b * n, b * n, n, n) = q * t;
    if (b + 1 < blocks) big.block(b * n, (b + 1) * n, n, n) = Eigen::MatrixXd(f.asDiagonal()) * t;
  }
  return exponential(big).block(start, (blocks - 1) * n, 1, n).sum();
}

}  // namespace

double MarkovChain::occupation(int start, double t, const Eigen::VectorXd& f) const {
  return nested_integral(generator(), f, start, t, 2);
}

double MarkovChain::occupation_second_moment(int start, double t, const Eigen::VectorXd& f) const {
  return 2 * nested_integral(generator(), f, start, t, 3);
}

Eigen::VectorXd MarkovChain::hazard(int label) const {
  Eigen::VectorXd hazard = Eigen::VectorXd::Zero(states_);
  for (const Move& move : moves_)
    if (move.label == label) hazard(move.from) += move.rate;
  return hazard;
}

Eigen::MatrixXcd MarkovChain::tilted(int label, std::complex<double> factor, std::complex<double> drift) const {
  Eigen::MatrixXcd q = generator().cast<std::complex<double>>();
  for (const Move& move : moves_)
    if (move.label == label) {
      q(move.from, move.to) += move.rate * (factor - 1.0);
      q(move.from, move.from) -= move.rate * drift;
    }
  return q;
}

}  // namespace truce::test
