#pragma once
// Continuous-time Markov chains by the matrix exponential of their generator (Eigen's MatrixFunctions).
#include <complex>
#include <vector>

#include <Eigen/Core>

namespace truce::test {

Eigen::MatrixXd exponential(const Eigen::MatrixXd& m);
Eigen::MatrixXcd exponential(const Eigen::MatrixXcd& m);

// Rates of moves between states 0..n-1, each move with a label (which event makes it); a move may stay where it is.
// Rates and times in one unit, whichever.
class MarkovChain {
 public:
  struct Move {
    int from = 0, to = 0;
    double rate = 0;
    int label = 0;
  };

  explicit MarkovChain(int states) : states_(states) {}
  void add(Move move) { moves_.push_back(move); }
  int states() const { return states_; }
  const std::vector<Move>& moves() const { return moves_; }

  Eigen::MatrixXd generator() const;
  // Probability of each state at time t, from `start`.
  Eigen::RowVectorXd at(int start, double t) const;
  // Mean of the time integral of f(state) up to t, and its second moment.
  double occupation(int start, double t, const Eigen::VectorXd& f) const;
  double occupation_second_moment(int start, double t, const Eigen::VectorXd& f) const;
  // The hazard of the moves with a label, by state.
  Eigen::VectorXd hazard(int label) const;
  // The generator in which a move with the label counts `factor` times and the hazard of the label is taken `drift`
  // times from the diagonal in addition: e^(generator t) 1 is then E[factor^N exp(-drift Lambda)] for N moves of
  // integrated hazard Lambda.
  Eigen::MatrixXcd tilted(int label, std::complex<double> factor, std::complex<double> drift) const;

 private:
  int states_;
  std::vector<Move> moves_;
};

}  // namespace truce::test
