#include "sim/app/help_text.hpp"

namespace truce::app {

namespace {

const char* const kPage = R"(How long does the truce hold, and what does it move? Monte Carlo over one scenario file.

usage: simulate FILE... [options]     run scenarios; one result file and one summary each, one table of several
       simulate check FILE...         read and cross-check; every event's probability as written and as simulated
       simulate compare A B [C...]    paired differences on the same random numbers, and which assumption moved what
       simulate sweep STUDY [--resume]
                                      many runs over a design, into one file that is whole at every moment
       simulate show FILE [--set ..]  print the resolved scenario: extends, settings and defaults merged
       simulate show --diff A B       which assumptions of two scenarios differ
       simulate explain FILE          the model in plain words, and every assumption with range, source and reason
       simulate explain CODE          what a message such as error[E203] means
       simulate version               version, compiler, commit
       simulate help [COMMAND]        this page, or one command's

options of a run:
  --paths N           number of paths (default: the scenario's, 100000)
  --seed S            seed of the random numbers (default: the scenario's, 1)
  --threads T         threads (default: all processors); the results do not depend on it
  --out PATH          result file (default: results/SCENARIO.nc); with several FILEs a folder
  --set KEY=VALUE     change one value of the scenario; may be given again and again
  --precision P       go on until the 95 % interval of every named outcome is within P of its estimate ("0.5%")
  --max-paths N       the most paths that a run may take to be precise enough (default: the scenario's, 10000000)
  --csv FOLDER        also write the summary and the tables by time as CSV, SCENARIO_summary.csv and so on
  --keep-paths HOW    per-path outcomes in the file: all, none, or those of the first N paths (default: 20000)
  --json              the summary as JSON
  -q, --quiet         no progress, no warnings, no word about the file; errors and the summary remain
  -h, --help          this page
  -V, --version       version, compiler, commit

The summary goes to the standard output, all else to the standard error. Ctrl-C stops within a second.
Exit codes: 0 done; 2 the scenario or the call is wrong; 3 the run failed (disk, memory); 130 interrupted.

examples:
  simulate scenarios/base.yaml
  simulate scenarios/base.yaml --paths 1000000 --seed 7 --out big.nc
  simulate scenarios/base.yaml --set events.stress.rate="2.5 per year" --out results/stress.nc
  simulate base.yaml hawkish.yaml --out results/both
  simulate base.yaml --precision 0.5% --csv results/tables
  simulate base.yaml --json | jq .outcomes
  simulate compare base.yaml hawkish.yaml
  simulate sweep studies/all-assumptions.yaml --resume
  simulate check --strict scenarios/base.yaml
  simulate show scenarios/base.yaml --set run.paths=5000
  simulate explain scenarios/base.yaml | less
  simulate version
  simulate help show
)";

const char* const kCheck = R"(usage: simulate check FILE... [--strict] [--set KEY=VALUE]...

Reads and cross-checks scenarios and makes a quick run of each. Prints how long the full run takes, how much memory, and how
large its file is; for every event the probability by each horizon as written (by its own timing alone) and as simulated with
everything interacting; what modifiers make of its hazard on average, how long it is at risk, how often it fires, and the
share of its triggers that are void; of events with several outcomes the share of each, as written and as simulated;
correlations that fat tails change. Writes no file. Warnings (a probability that modifiers push far, an event that can never
happen, ...) go to the standard error.

  --strict            also ask a source and a range for every assumption; all that lack one are listed, exit code 2
  --set KEY=VALUE     change one value of the scenario first; may be given again and again
  --paths N, --threads T, --keep-paths HOW
                      of the full run that is estimated
  --seed S            seed of the random numbers (default: the scenario's)
  -q, --quiet         no warnings

examples:
  simulate check scenarios/base.yaml
  simulate check --strict scenarios/*.yaml
)";

const char* const kCompare = R"(usage: simulate compare A B [C...] [options]
       simulate compare A --set KEY=VALUE... [options]

Runs all scenarios on the same random numbers, with A's seed and number of paths, and prints for every other one: each figure
beside that of A, the difference with its paired error, how many times more paths independent runs would need for that error
("ratio"), and for shares the most that any coupling can give. Then what moved: the assumptions in which the two differ, each
with its share of the change of the figures that moved most, with an error. Shares are Shapley values: what an assumption adds
when it joins those changed before it, averaged over all orders; exact up to eight changes, from sampled orders beyond. With one
file, A is compared with itself with the settings; with several, settings hold for all.

  --paths N           of each scenario (default: A's)
  --seed S            seed of the random numbers (default: A's)
  --attribution-paths N
                      of each scenario between A and another (default: as many as the comparison's own time allows), at
                      least 2,048 where orders are sampled; 0: leave out what moved
  --threads T         threads (default: all processors); the results do not depend on it
  --set KEY=VALUE     change one value; may be given again and again
  --json              everything as JSON: all figures, all shares
  --csv FOLDER        also write differences.csv and what_moved.csv
  -q, --quiet         no progress, no warnings

examples:
  simulate compare scenarios/base.yaml scenarios/hardline.yaml
  simulate compare scenarios/base.yaml --set events.stress.rate.value="2.5 per year"
)";

const char* const kSweep = R"(usage: simulate sweep STUDY [--resume] [options]

Runs one scenario at every point of a design: a grid, a latin hypercube, Sobol's sequence or a list, as the study says
(docs/scenario-language.md, Studies). All points use the same random numbers. The result is one netCDF file, by default
results/STUDY.nc, written anew at most every ten seconds and at the end, and whole at every moment. A point that fails is
recorded with its error and the rest goes on; the exit code is then 3. Prints how each figure spreads over the points, and with
which of the numbers that vary it is most correlated, with a standard error.

  --resume            go on with the points that the file lacks; where there is no file, begin. The end is the same, bit for
                      bit, as without interruption. A file of another scenario, design or seed is refused; one
                      that another build of simulate wrote is gone on with, and a warning says so.
  --fail-fast         end at the first point that fails
  --checkpoint-every S
                      seconds between two writings of the file, at least (default: 10)
  --paths N           paths of each point (default: the study's)
  --seed S            seed of all points (default: the study's, or the scenario's)
  --threads T         threads (default: all processors); the results do not depend on it
  --out FILE          the result file
  --csv FOLDER        also write STUDY_points.csv, a row for each point
  --set KEY=VALUE     change one value of the scenario at all points; may be given again and again
  -q, --quiet         no progress, no warnings

examples:
  simulate sweep scenarios/studies/hazard-and-compliance.yaml
  simulate sweep scenarios/studies/all-assumptions.yaml --resume --paths 500
)";

const char* const kShow = R"(usage: simulate show FILE [--set KEY=VALUE]...
       simulate show --diff A B [--set KEY=VALUE]...

Prints the scenario as it would run: what it extends, the file, the settings and the defaults merged into one. The text reads
back to the same scenario, and every result file carries it. With --diff it prints which assumptions of two scenarios differ:
the key, the value in A and the value in B, and the keys that are in one of them alone; names, titles and notes are left out.
Settings hold for both files.

examples:
  simulate show scenarios/base.yaml
  simulate show scenarios/base.yaml --set events.stress.rate="2.5 per year" > stress.yaml
  simulate show --diff scenarios/base.yaml scenarios/hardline.yaml
)";

const char* const kExplain = R"(usage: simulate explain FILE [--markdown] [--set KEY=VALUE]...
       simulate explain CODE

Prints the model in sentences: the truce, the events grouped by what they move, with what raises, lowers and follows each,
trade, supply and markets; then every assumption with its value, 80 % interval, source and reason. The text depends on the
scenario alone. With the code of an error or a warning it says more about that message.

  --markdown          as a Markdown document
  --set KEY=VALUE     change one value of the scenario first; may be given again and again

examples:
  simulate explain scenarios/base.yaml
  simulate explain --markdown scenarios/base.yaml > assumptions.md
  simulate explain E203
)";

const char* const kVersion = R"(usage: simulate version

Prints the version, the compiler and its build type, and the commit; every result file carries them.

example:
  simulate version
)";

const char* const kHelp = R"(usage: simulate help [COMMAND]

example:
  simulate help show
)";

}  // namespace

std::string help_text(const std::string& command) {
  if (command == "check") return kCheck;
  if (command == "compare") return kCompare;
  if (command == "sweep") return kSweep;
  if (command == "show") return kShow;
  if (command == "explain") return kExplain;
  if (command == "version") return kVersion;
  if (command == "help") return kHelp;
  return kPage;
}

}  // namespace truce::app
