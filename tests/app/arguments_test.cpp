// The call: options, numbers, commands. Through the program itself, as it is called.
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Exit code 2, `part` in the error, nothing on the standard output, nothing written.
void check_wrong(const std::vector<std::string>& arguments, const std::string& part) {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run = simulate(folder, arguments);
  CAPTURE(arguments, run.err);
  CHECK(run.code == 2);
  CHECK(contains(run.err, part));
  CHECK(run.out.empty());
  CHECK(folder.entries().size() == 1);
}

}  // namespace

TEST_CASE("numbers are read strictly") {
  check_wrong({"a.yaml", "--paths", "010"}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths", "1e5"}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths", "0x10"}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths", " 5"}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths", "+5"}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths", "5 "}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths", "1,000"}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths=-5"}, "--paths needs a whole number");
  check_wrong({"a.yaml", "--paths", "0"}, "out of range");
  check_wrong({"a.yaml", "--paths", "99999999999999999999999"}, "out of range");
  check_wrong({"a.yaml", "--json=yes"}, "--json takes no value");
  check_wrong({"--version=3"}, "--version takes no value");
  check_wrong({"help", "chek"}, "there is no command 'chek'; did you mean 'check'?");
  check_wrong({"run", "a.yaml"}, "a run has no command: write 'simulate a.yaml'");
  check_wrong({"diff", "a.yaml", "b.yaml"}, "write 'simulate show --diff A B'");
  check_wrong({"a.yaml", "--out", "-"}, "a result is a file, not a stream");
  check_wrong({"a.yaml", "--keep-paths", "some"}, "--keep-paths is all, none, or a whole number, not 'some'");
  check_wrong({"a.yaml", "--seed", "18446744073709551616"}, "out of range");
  check_wrong({"a.yaml", "--seed", "1.5"}, "--seed needs a whole number");
  check_wrong({"a.yaml", "--threads", "0"}, "out of range");
}

TEST_CASE("options that do not exist get a suggestion, those that are not built say so") {
  check_wrong({"a.yaml", "--path", "5"}, "unknown option '--path'; did you mean '--paths'?");
  check_wrong({"a.yaml", "--thread=5"}, "unknown option '--thread'; did you mean '--threads'?");
  check_wrong({"a.yaml", "-x"}, "unknown option '-x'");
  check_wrong({"a.yaml", "--precision", "1"}, "--precision needs a share between 0 and 100 %");
  check_wrong({"a.yaml", "--precision", "0"}, "--precision needs a share");
  check_wrong({"a.yaml", "--precision", "1 %x"}, "--precision needs a share");
  check_wrong({"a.yaml", "--precision", "1%", "--paths", "5"}, "--precision finds the number of paths");
  check_wrong({"a.yaml", "--max-paths", "5000"}, "add --precision");
  check_wrong({"check", "a.yaml", "--precision", "1%"}, "--precision has no meaning for 'simulate check'");
  check_wrong({"sweep", "a.yaml"}, "this is no study");
  check_wrong({"sweep"}, "needs the file of a study");
  check_wrong({"sweep", "a.yaml", "--json"}, "--json has no meaning for 'simulate sweep'");
  check_wrong({"a.yaml", "--resume"}, "--resume has no meaning for a run");
  check_wrong({"chekc"}, "did you mean the command 'simulate check'?");
}

TEST_CASE("--set takes exactly one value, again and again") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run = simulate(folder, {"show", "--set", "run.paths=11", "--set", "run.seed=12", "a.yaml"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "11"));
  CHECK(contains(run.out, "12"));
  check_wrong({"a.yaml", "--set"}, "--set needs a value, as in '--set events.stress.rate=\"2 per year\"'");
  check_wrong({"a.yaml", "--set", "run.paths"}, "--set needs KEY=VALUE");
  check_wrong({"a.yaml", "--set", "=5"}, "--set needs KEY=VALUE");
}

TEST_CASE("an empty value is none") {
  for (const char* option : {"--paths", "--seed", "--threads", "--keep-paths", "--out"}) {
    check_wrong({"a.yaml", option, ""}, std::string(option) + " has an empty value");
  }
  check_wrong({""}, "an argument is empty");
  // Not the word that stands behind it.
  check_wrong({"--threads=", "a.yaml"}, "--threads has an empty value; write it as in '--threads 4'\n");
  check_wrong({"a.yaml", "--out="}, "--out has an empty value; write it as in '--out results/mine.nc'\n");
}

TEST_CASE("calls that say too little, too much, or something twice") {
  check_wrong({}, "which scenario?");
  check_wrong({"a.yaml", "--paths"}, "simulate: --paths needs a value, as in '--paths 10000'\n");
  check_wrong({"a.yaml", "--paths", "--seed", "5"}, "--paths needs a value, as in '--paths 10000'\n");
  check_wrong({"a.yaml", "--out", "--json"}, "--out needs a value, as in '--out results/mine.nc'\n");
  check_wrong({"sweep", "a.yaml", "--checkpoint-every"}, "--checkpoint-every needs a value, as in");
  check_wrong({"a.yaml", "--paths", "5", "--paths", "6"},
              "simulate: --paths is given twice, '5' and '6'; give it once\n");
  check_wrong({"a.yaml", "--out=x", "--out", "x"}, "--out is given twice");
  check_wrong({"show"}, "needs a scenario file");
  check_wrong({"show", "a.yaml", "a.yaml"}, "one scenario file");
  check_wrong({"show", "--diff", "a.yaml"}, "compares two scenario files");
  check_wrong({"a.yaml", "--diff"}, "--diff has no meaning for a run");
  check_wrong({"show", "a.yaml", "--paths", "5"}, "--paths has no meaning");
  check_wrong({"a.yaml", "--markdown"}, "--markdown has no meaning for a run");
  check_wrong({"a.yaml", "--strict"}, "--strict has no meaning for a run");
  check_wrong({"check"}, "needs at least one scenario file");
  check_wrong({"check", "a.yaml", "--json"}, "--json has no meaning for 'simulate check'");
  check_wrong({"explain"}, "needs a scenario file, or the code");
  check_wrong({"explain", "a.yaml", "a.yaml"}, "one scenario file");
  check_wrong({"explain", "a.yaml", "--seed", "5"}, "--seed has no meaning for 'simulate explain'");
  check_wrong({"explain", "E999"}, "there is no code E999");
  check_wrong({"version", "a.yaml"}, "takes no files");
  check_wrong({"--paths", "5"}, "which scenario?");
}

TEST_CASE("help and version") {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& call :
       std::vector<std::vector<std::string>>{{"--help"}, {"help"}, {"-h"}, {"a.yaml", "--help"}}) {
    const Finished help = simulate(folder, call);
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    for (const char* word : {"--paths", "--seed", "--threads", "--out", "--set", "--keep-paths", "--quiet", "--json",
                             "--help", "--version", "simulate show", "examples:", "130"}) {
      CAPTURE(word);
      CHECK(contains(help.out, word));
    }
  }
  CHECK(contains(simulate(folder, {"help", "show"}).out, "simulate show scenarios/base.yaml"));
  CHECK(contains(simulate(folder, {"show", "--help"}).out, "usage: simulate show"));
  for (const char* call : {"--version", "version", "-V"}) {
    const Finished version = simulate(folder, {call});
    CHECK(version.code == 0);
    CHECK(contains(version.out, "simulate 0."));
    CHECK(contains(version.out, "commit"));
    CHECK(contains(version.out, "vectors"));
  }
}

TEST_CASE("a file that begins with a dash comes after --") {
  const TemporaryFolder folder;
  put(folder.path("-a.yaml"), kSmallScenario);
  CHECK(simulate(folder, {"--set", "scenario=dash", "--", "-a.yaml"}).code == 0);
  CHECK(std::filesystem::exists(folder.path("results/dash.nc")));
}
