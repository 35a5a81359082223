// simulate sweep through the program itself: one file, whole at every moment, whatever happens.
#include <cmath>
#include <filesystem>
#include <random>

#include "sim/results/format.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/study/correlation.hpp"
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const char* const kStudy =
    "sweep: study\nscenario: a.yaml\ndesign: {method: latin_hypercube, points: 40, seed: 3}\npaths: 600\n"
    "vary:\n  events.snapback.rate: {from: 0.1 per year, to: 2 per year}\n"
    "  trade.soybeans.pace: {values: [0.3 Mt/week, 0.6 Mt/week]}\n";

void put_study(const TemporaryFolder& folder, const std::string& study = kStudy) {
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("study.yaml"), study);
}

// Names and bits of all that is no timestamp.
std::string content_of_result(const std::string& path) {
  const results::Dataset file = results::read_netcdf(path);
  std::string out;
  for (const results::Variable& variable : file.variables) {
    out += variable.name + ":";
    std::visit(
        [&](const auto& values) {
          for (const auto& value : values) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
              out += value + ";";
            else
              out.append(reinterpret_cast<const char*>(&value), sizeof value);
          }
        },
        variable.values);
  }
  for (const auto& [name, value] : file.attributes)
    if (name != "created" && name != "wall_seconds" && name != "threads" && std::holds_alternative<std::string>(value))
      out += name + "=" + std::get<std::string>(value);
  return out;
}

std::int64_t number_in(const std::string& path, const std::string& name) {
  for (const auto& [known, value] : results::read_netcdf(path).attributes)
    if (known == name) return std::get<std::int64_t>(value);
  return -1;
}

const std::vector<float>& floats(const results::Dataset& file, const std::string& name) {
  return std::get<std::vector<float>>(file.find(name)->values);
}

}  // namespace

TEST_CASE("a point of a sweep is the run with its settings") {
  const TemporaryFolder folder;
  put_study(folder,
            "scenario: a.yaml\ndesign: {method: grid}\npaths: 2000\nvary:\n"
            "  events.snapback.rate: {from: 0.5 per year, to: 1 per year, steps: 2}\n");
  const Finished sweep = simulate(folder, {"sweep", "study.yaml", "--csv", "tables"});
  INFO(sweep.err);
  REQUIRE(sweep.code == 0);
  CHECK(contains(sweep.out, "study: 2 points of 2,000 paths, 2 done, 0 failed"));
  const Finished run = simulate(folder, {"a.yaml", "--set", "events.snapback.rate=1 per year", "--out", "one.nc"});
  REQUIRE(run.code == 0);
  const results::Dataset swept = results::read_netcdf(folder.path("results/study.nc"));
  const results::Dataset one = results::read_netcdf(folder.path("one.nc"));
  const auto& means = floats(swept, "outcome_mean");
  const auto& errors = floats(swept, "outcome_se");
  REQUIRE(means.size() == 4);
  CHECK(means[2] == floats(one, "outcome_mean")[0]);
  CHECK(means[3] == Approx(floats(one, "outcome_mean")[1]).epsilon(1e-6));
  CHECK(errors[2] == floats(one, "outcome_se")[0]);
  CHECK(std::isnan(floats(swept, "outcome_quantile")[0]));
  CHECK(floats(swept, "outcome_quantile")[1 * 9 + 4] > 0);
  CHECK(std::get<std::vector<double>>(swept.find("parameter_value")->values) == std::vector<double>{0.5, 1});
  const std::string table = content_of(folder.path("tables/study_points.csv"));
  CHECK(contains(table, "point,state,events.snapback.rate [per year],outcome.holds [1]"));
  CHECK(contains(table, "\n1,done,1,"));
}

TEST_CASE("the text says what an outcome moves with, and how sure that is") {
  const TemporaryFolder folder;
  put_study(folder);
  const Finished sweep = simulate(folder, {"sweep", "study.yaml"});
  REQUIRE(sweep.code == 0);
  CAPTURE(sweep.out);
  const results::Dataset file = results::read_netcdf(folder.path("results/study.nc"));
  const auto& parameters = std::get<std::vector<double>>(file.find("parameter_value")->values);
  const auto& means = floats(file, "outcome_mean");
  std::vector<double> rate, holds;
  for (std::size_t point = 0; point < 40; ++point) {
    rate.push_back(parameters[2 * point]);
    holds.push_back(means[2 * point]);
  }
  const study::Correlation found = study::correlation_of(rate, holds);
  CHECK(found.value < -0.5);
  CHECK(contains(sweep.out, results::format_estimate(found.value, found.standard_error) + "  events.snapback.rate\n"));
  CHECK(contains(sweep.out, "the strongest\n  of 2 correlations stays below 0.35 with 95 %.\n"));
}

TEST_CASE("the text names no number where none stands out") {
  const TemporaryFolder folder;
  put_study(folder,
            "scenario: a.yaml\ndesign: {method: grid}\npaths: 300\nvary:\n"
            "  markets.soybeans.volatility: {from: 10% per year, to: 30% per year, steps: 8}\n");
  const Finished sweep = simulate(folder, {"sweep", "study.yaml"});
  REQUIRE(sweep.code == 0);
  CAPTURE(sweep.out);
  CHECK(contains(sweep.out, "none stands out\n"));
  CHECK(!contains(sweep.out, "markets.soybeans.volatility"));
}

TEST_CASE("threads, and how points are shared among them, change no bit") {
  const TemporaryFolder folder;
  put_study(folder);
  std::vector<std::string> contents;
  for (const char* threads : {"1", "2", "5", "7"}) {
    const std::string out = std::string("t") + threads + ".nc";
    REQUIRE(simulate(folder, {"sweep", "study.yaml", "--threads", threads, "--out", out}).code == 0);
    contents.push_back(content_of_result(folder.path(out)));
  }
  for (const std::string& content : contents) CHECK(content == contents[0]);
  CHECK(contains(contents[0], "outcome_mean"));
}

TEST_CASE("killed at twenty moments and resumed, a sweep ends in the bits of one that was left alone", "[slow]") {
  const TemporaryFolder folder;
  put_study(folder);
  const Finished whole = simulate(folder, {"sweep", "study.yaml", "--paths", "4000", "--out", "whole.nc"});
  REQUIRE(whole.code == 0);
  std::mt19937 numbers(7);
  int unfinished = 0;
  for (int kill = 0; kill < 20; ++kill) {
    Program program(folder.path(), {"sweep", "study.yaml", "--paths", "4000", "--resume", "--checkpoint-every", "0",
                                    "--out", "killed.nc"});
    const double seconds = std::uniform_real_distribution<double>(0, whole.seconds)(numbers);
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    program.send(SIGKILL);
    program.wait();
    if (!std::filesystem::exists(folder.path("killed.nc"))) continue;
    // Whole at every moment.
    const std::int64_t done = number_in(folder.path("killed.nc"), "points_done");
    CHECK(done > 0);
    unfinished += done < 40 ? 1 : 0;
    if (done < 40) continue;
    CHECK(content_of_result(folder.path("killed.nc")) == content_of_result(folder.path("whole.nc")));
    std::filesystem::remove(folder.path("killed.nc"));
  }
  CHECK(unfinished > 0);
  const Finished last = simulate(folder, {"sweep", "study.yaml", "--paths", "4000", "--resume", "--out", "killed.nc"});
  REQUIRE(last.code == 0);
  CHECK(content_of_result(folder.path("killed.nc")) == content_of_result(folder.path("whole.nc")));
  // Nothing is left of those that were killed: the file, the other one, scenario and study.
  CHECK(folder.entries().size() == 4);
}

TEST_CASE("interrupted: the finished points are kept, exit code 130") {
  const TemporaryFolder folder;
  put_study(folder, std::string(kStudy) + "");
  Program program(folder.path(), {"sweep", "study.yaml", "--paths", "4000", "--checkpoint-every", "0"});
  while (!std::filesystem::exists(folder.path("results/study.nc")))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  program.send(SIGINT);
  const Finished stopped = program.wait();
  CHECK(stopped.code == 130);
  CHECK(contains(stopped.err, "go on with --resume"));
  CHECK(number_in(folder.path("results/study.nc"), "complete") == 0);
  CHECK(number_in(folder.path("results/study.nc"), "points_done") > 0);
  // Without --resume its points would be lost.
  const Finished anew = simulate(folder, {"sweep", "study.yaml", "--paths", "4000"});
  CHECK(anew.code == 2);
  CHECK(contains(anew.err, "--resume"));
  CHECK(simulate(folder, {"sweep", "study.yaml", "--paths", "4000", "--resume"}).code == 0);
  CHECK(number_in(folder.path("results/study.nc"), "complete") == 1);
}

TEST_CASE("--resume refuses what is not this sweep") {
  const TemporaryFolder folder;
  put_study(folder);
  REQUIRE(simulate(folder, {"sweep", "study.yaml", "--out", "s.nc"}).code == 0);
  const std::string before = content_of(folder.path("s.nc"));
  const auto refused = [&](std::vector<std::string> more, const std::string& part) {
    std::vector<std::string> arguments = {"sweep", "study.yaml", "--out", "s.nc", "--resume"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished run = simulate(folder, arguments);
    CAPTURE(run.err);
    CHECK(run.code == 2);
    CHECK(contains(run.err, "cannot resume 's.nc'"));
    CHECK(contains(run.err, part));
    CHECK(content_of(folder.path("s.nc")) == before);
  };
  refused({"--seed", "99"}, "its seed is 4, and this one is 99");
  refused({"--paths", "601"}, "its points have 600 paths, and these 601");
  refused({"--set", "events.visit.date=2026-05-01"}, "another scenario");
  put(folder.path("study.yaml"), std::string(kStudy) + "title: x\n");
  CHECK(simulate(folder, {"sweep", "study.yaml", "--out", "s.nc", "--resume"}).code == 0);
  put_study(folder,
            "scenario: a.yaml\ndesign: {method: latin_hypercube, points: 40, seed: 4}\npaths: 600\n"
            "vary:\n  events.snapback.rate: {from: 0.1 per year, to: 2 per year}\n"
            "  trade.soybeans.pace: {values: [0.3 Mt/week, 0.6 Mt/week]}\n");
  const std::string now = content_of(folder.path("s.nc"));
  const Finished other = simulate(folder, {"sweep", "study.yaml", "--out", "s.nc", "--resume"});
  CHECK(other.code == 2);
  CHECK(contains(other.err, "its design is another one"));
  REQUIRE(simulate(folder, {"a.yaml", "--out", "run.nc"}).code == 0);
  const Finished run = simulate(folder, {"sweep", "study.yaml", "--out", "run.nc", "--resume"});
  CHECK(run.code == 2);
  CHECK(contains(run.err, "it is no file of a sweep"));
  CHECK(content_of(folder.path("s.nc")) == now);
}

TEST_CASE("points by another build are kept, with a warning that names both") {
  const TemporaryFolder folder;
  put_study(folder);
  REQUIRE(simulate(folder, {"sweep", "study.yaml", "--out", "s.nc"}).code == 0);
  const auto text = [&](const std::string& name) {
    for (const auto& [known, value] : results::read_netcdf(folder.path("s.nc")).attributes)
      if (known == name) return std::get<std::string>(value);
    return std::string();
  };
  const std::string own = text("version") + " (" + text("build") + ")";
  const std::string content = content_of_result(folder.path("s.nc"));
  const std::vector<std::string> resume = {"sweep", "study.yaml", "--out", "s.nc", "--resume"};
  const Finished same = simulate(folder, resume);
  CHECK(same.code == 0);
  CHECK(!contains(same.err, "warning"));
  CHECK(content_of_result(folder.path("s.nc")) == content);

  // As another build would have left it: half of the points, under its own name.
  results::Dataset file = results::read_netcdf(folder.path("s.nc"));
  for (auto& [name, value] : file.attributes)
    if (name == "build") value = std::string("g++ 11.4.0, Release, commit feedfacecafe");
  for (results::Variable& variable : file.variables)
    if (variable.name == "done")
      for (std::size_t p = 0; p < 20; ++p) std::get<std::vector<std::int32_t>>(variable.values)[p] = 0;
  const results::FileImage image = results::netcdf_image(file);
  put(folder.path("s.nc"), std::string(reinterpret_cast<const char*>(image.data()), image.size()));
  const std::string other = text("version") + " (g++ 11.4.0, Release, commit feedfacecafe)";
  for (int again = 0; again < 2; ++again) {  // the file does not forget
    const Finished run = simulate(folder, resume);
    CAPTURE(run.err);
    CHECK(run.code == 0);
    CHECK(contains(run.err, "warning: 's.nc' has points by another build of simulate:\n  " + other + "\n"));
    CHECK(contains(run.err, "this one is\n  " + own + "\n"));
    CHECK(text("builds") == other + "; " + own);
    CHECK(contains(run.out, "40 done, 0 failed"));
  }
  std::vector<std::string> quietly = resume;
  quietly.push_back("--quiet");
  CHECK(simulate(folder, quietly).err.empty());
}

TEST_CASE("a point that fails is recorded and the rest goes on") {
  const TemporaryFolder folder;
  put_study(
      folder,
      "scenario: a.yaml\ndesign: {list: [{events.snapback.rate: 1 per year}, {events.snapback.rate: -1 per year}, "
      "{events.snapback.rate: 2 per year}, {events.snapback.rate: 3 weeks}]}\npaths: 300\n");
  const Finished run = simulate(folder, {"sweep", "study.yaml"});
  CHECK(run.code == 3);
  CHECK(contains(run.out, "2 done, 2 failed"));
  CHECK(contains(run.err, "point 1 (events.snapback.rate = -1 per year): "));
  const results::Dataset file = results::read_netcdf(folder.path("results/study.nc"));
  CHECK(std::get<std::vector<std::int32_t>>(file.find("done")->values) == std::vector<std::int32_t>{1, 2, 1, 2});
  CHECK(contains(std::get<std::vector<std::string>>(file.find("error")->values)[1], "error[E304]"));
  CHECK(std::isnan(floats(file, "outcome_mean")[2]));
  CHECK(floats(file, "outcome_mean")[4] > 0);
  // The first point too may be the wrong one.
  put_study(
      folder,
      "scenario: a.yaml\ndesign: {list: [{events.snapback.rate: -1 per year}, {events.snapback.rate: 1 per year}]}\n"
      "paths: 300\n");
  const Finished first = simulate(folder, {"sweep", "study.yaml", "--out", "first.nc"});
  CHECK(first.code == 3);
  CHECK(contains(first.out, "1 done, 1 failed"));
  put_study(
      folder,
      "scenario: a.yaml\ndesign: {list: [{events.snapback.rate: 1 per year}, {events.snapback.rate: -1 per year}, "
      "{events.snapback.rate: 2 per year}]}\npaths: 300\n");
  const Finished fast = simulate(folder, {"sweep", "study.yaml", "--fail-fast", "--out", "fast.nc", "--threads", "1"});
  CHECK(fast.code == 3);
  CHECK(number_in(folder.path("fast.nc"), "points_done") == 1);
  CHECK(number_in(folder.path("fast.nc"), "complete") == 0);
  put_study(folder, "scenario: a.yaml\ndesign: {list: [{events.snapback.rte: 1 per year}]}\npaths: 300\n");
  const Finished wrong = simulate(folder, {"sweep", "study.yaml", "--out", "wrong.nc"});
  CHECK(wrong.code == 2);
  CHECK(contains(wrong.err, "E401"));
  CHECK(!std::filesystem::exists(folder.path("wrong.nc")));
}

TEST_CASE("two processes keep off one file") {
  const TemporaryFolder folder;
  put_study(folder);
  Program first(folder.path(), {"sweep", "study.yaml", "--paths", "2000000", "--out", "s.nc"});
  while (!std::filesystem::exists(folder.path(".s.nc.lock"))) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const Finished second = simulate(folder, {"sweep", "study.yaml", "--paths", "2000000", "--out", "s.nc", "--resume"});
  CHECK(second.code == 3);
  CHECK(contains(second.err, "another process is writing 's.nc'"));
  first.send(SIGKILL);
  first.wait();
  // The lock goes with its process.
  CHECK(simulate(folder, {"sweep", "study.yaml", "--out", "s.nc", "--resume"}).code == 0);
  CHECK(folder.entries().size() == 3);
}
