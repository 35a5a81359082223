#include "sim/scenario/codes.hpp"

#include <algorithm>

namespace truce::scenario {

const std::vector<CodeText>& all_codes() {
  static const std::vector<CodeText> kCodes = {
      {kCannotRead, "a file cannot be read",
       "The file does not exist, is a directory, or may not be opened. A path behind `extends:` counts from the folder "
       "of the file that says it."},
      {kFileTooLarge, "a file is too large",
       "A scenario file has at most 1 MB. Whatever is larger is hardly a scenario that somebody can read."},
      {kNotText, "a file is not UTF-8 text",
       "Scenario files are UTF-8 text without control characters. Save the file as UTF-8 in your editor."},
      {kYamlSyntax, "the YAML is not well formed",
       "The text cannot be read as YAML. Frequent causes: a bracket or quote that is not closed, a tab used for "
       "indentation, a line that is indented unlike its neighbours, or text that holds a colon and a space and "
       "stands without quotes."},
      {kSeveralDocuments, "several documents in one file",
       "A file holds one scenario. A line `---` inside the file begins a second YAML document; remove it, or put each "
       "scenario into a file of its own."},
      {kForbiddenYaml, "YAML anchors, aliases, tags and merge keys are not allowed",
       "A scenario should say where a reader looks what holds there. Share values between files with `extends:` and "
       "between the entries of a map with `defaults:`."},
      {kNestedTooDeeply, "the text is nested too deeply",
       "Maps and lists may stand inside one another 64 levels deep."},
      {kEmptyFile, "the file is no map of sections",
       "A scenario is a map of sections: `start`, `end`, and at least one of regimes, trade, supply, markets and "
       "factors."},
      {kBadExtends, "`extends` cannot be followed",
       "`extends:` names one file. Files may extend one another in a chain, but not in a circle."},
      {kBadSetting, "a --set argument cannot be carried out",
       "A setting is KEY=VALUE, where KEY is the dotted address of a value (events.stress.rate, or "
       "events.stress.rate.value to keep its range and source) and VALUE is written as in the file. "
       "KEY=null removes an entry."},
      {kBadKey, "a key is no plain text", "Keys are names, dates or numbers, not lists, maps or nothing."},

      {kBadName, "a name is malformed",
       "Names begin with a letter and go on with letters, digits, _ and -. Dots join the parts of an address."},
      {kReservedName, "a name is a reserved word",
       "Words such as `any`, `not`, `factor` or `defaults` have a meaning of their own where names stand."},
      {kUnknownRegime, "a regime is unknown", "Only regimes that stand under `regimes:` can be named."},
      {kUnknownState, "a state is unknown", "A regime has the states that stand in its list and no others."},
      {kUnknownEvent, "an event is unknown", "Only events that stand under `events:` can be named."},
      {kUnknownEventOutcome, "an outcome of an event is unknown",
       "EVENT.OUTCOME names one of the entries of the event's `outcomes`."},
      {kUnknownFactor, "a factor is unknown", "Only factors that stand under `factors:` can be named."},
      {kUnknownCommitment, "a commitment is unknown",
       "A commitment is named FLOW.COMMITMENT, or by its own name where only one flow has such a commitment."},
      {kUnknownFlow, "a trade flow is unknown", "Only flows that stand under `trade:` can be named."},
      {kUnknownSector, "a sector is unknown",
       "A sector is named CHAIN.SECTOR, or by its own name where only one chain has such a sector."},
      {kUnknownMarket, "a market is unknown", "Only markets that stand under `markets:` can be named."},
      {kUnknownOutcome, "an outcome is unknown",
       "Only outcomes that stand under the top-level `outcomes:` can be named."},
      {kUnknownSource, "a source is unknown",
       "`source:` names an entry under `sources:`, or says `judgement` for a number that rests on none."},
      {kUnknownShockRow, "a row of shocks is unknown", "`shock: ROW` names a row of the `shocks:` table."},
      {kAmbiguousName, "a name may mean several things",
       "Where a short name fits more than one thing the full name is needed, such as soybeans.initial or "
       "markets.soybeans."},
      {kRepeatedName, "a name stands twice in a list", "Each state, market or date is listed once."},
      {kUnknownNoise, "something correlated is unknown",
       "Correlations join factors, flows (trade.), chains (supply.) and markets, by full name or by a name that is "
       "unique among them."},

      {kNotANumber, "a number is malformed",
       "Numbers are decimal, with a point, without separators, leading zeros, infinities or other bases: 1000000, "
       "0.22, 1.5e-3."},
      {kMissingUnit, "a unit is missing",
       "Durations, rates, volumes, flows and levels of markets carry their unit, so that nobody has to guess: 45 days, "
       "0.25 per year, 12 Mt, 0.2 Mt/week, 6600 points."},
      {kWrongUnit, "a unit does not fit",
       "The unit measures something else than this number, or cannot be converted. Only Mt, kt and t convert into one "
       "another; other units must be the flow's own."},
      {kOutOfDomain, "a value is out of bounds",
       "The number has no meaning here: a probability above 100 %, a negative duration, a volume below zero. A share "
       "written without % is a fraction: 0.22 is 22 %. No number may be larger than 1e12 in its unit."},
      {kNotADate, "a date is malformed",
       "Dates are written year, month, day: 2026-11-10; with `every: year` month and day: 11-10."},
      {kMustBeFixed, "a distribution stands where one number must",
       "Factors, probabilities, modifiers, thresholds and correlations are single numbers; put the uncertainty about "
       "them into `range`, from which sensitivity studies draw."},
      {kBadDistribution, "a distribution is malformed",
       "The parameters of the distribution contradict one another or are incomplete: a negative standard deviation, a "
       "p90 "
       "below the median, probabilities that do not sum to 100 %, a table that falls."},
      {kNotTrueOrFalse, "a truth value is malformed",
       "Only `true` and `false` are truth values; yes, no, on and off are not."},
      {kNotWhole, "a whole number is malformed", "Counts are written with digits alone: 100000."},
      {kBadRange, "a range is malformed",
       "`range: [low, high]` is the 80 % interval of a number (p10 to p90), in the unit of its value."},
      {kIllegalMass, "a distribution draws values without meaning",
       "A substantial part of the distribution lies where the number has no meaning, such as a negative volatility. "
       "Choose a form with the right support: lognormal or gamma for what is positive, beta for shares."},
      {kNotOneOf, "a word is not one of those that are possible", "Only the words in the message can stand here."},
      {kMissingTime, "a probability has no time",
       "That an event happens with 22 % says little without a time: `22% per year`, `22% by 2026-11-10`, or a table of "
       "dates."},

      {kUnknownKey, "a key is unknown",
       "The key has no meaning at this place; often a slip of the pen or a wrong indentation. Nothing in a scenario is "
       "ignored silently."},
      {kMissingKey, "a key is missing", "Without this key the entry has no meaning and there is no sensible default."},
      {kDuplicateKey, "a key is given twice", "In plain YAML one of the two would be lost silently."},
      {kWrongKind, "a value is of the wrong kind",
       "A map, a list, or a single value stands where another of these is needed."},
      {kNoValue, "a key has no value",
       "Nothing stands behind the key, or `null`, which removes what an extended file or `defaults` says; here there "
       "was nothing to remove."},
      {kExcludingKeys, "keys exclude one another",
       "The keys say the same thing in different ways; only one of them can hold."},
      {kIsStudy, "a study is no scenario",
       "A file with `sweep`, `design` or `vary` describes many runs of a scenario; `simulate sweep FILE` carries them "
       "out."},
      {kTooMany, "a limit is exceeded",
       "Limits: 1,000 entries in a section, 64 states in a regime, 10,000 steps, 64 characters in a name, 1e12 for a "
       "number."},
      {kNothingInside, "a map or list is empty",
       "The entry has no meaning without content; leave it out instead. To remove what an extended file or `defaults` "
       "says write `null`: an empty map merges with what stands there and changes nothing."},

      {kNeverFires, "an event can never happen",
       "An event needs a timing (rate, probability, delay, date or when), or must be named in another event's "
       "`trigger`."},
      {kModifierNotHere, "modifiers have no place here",
       "Modifiers act on an event's rate, probability or delay, on the probability of outcomes and triggers, on a "
       "factor's "
       "mean, on baseline, pace, capacity, shipping_capacity, on a chain's level, and on volatility and drift."},
      {kEffectNotHere, "a modifier's effect has no place here",
       "Probabilities are moved by `plus` (percentage points) and `odds`; rates, delays, flows and levels by `times` "
       "and "
       "`factor` with `ratio`; a factor's mean by `times` and `plus`."},
      {kIncompleteModifier, "a modifier is incomplete",
       "A modifier has an effect (`times`, `plus`, `odds`, or `factor` with `ratio`) and may have tests: `while`, "
       "`between` (with `every: year`), `since` and `before` with `within`."},
      {kOutcomeProbabilities, "probabilities of outcomes do not fit",
       "The probabilities of an event's outcomes sum to 100 %, or one of them is `rest`, what the others leave."},
      {kNotADateEvent, "an event has no date", "`before` and `schedule` are about events with a `date`."},
      {kStateWithoutLevel, "a state has no level",
       "`level: {by: REGIME, ...}` gives a level for every state of the regime."},
      {kOutcomeLoop, "outcomes refer to one another in a circle", "An outcome cannot be part of itself."},
      {kAfterEnd, "a date lies after the end", "Nothing is simulated after `end`, so the question has no answer."},
      {kReversed, "an interval ends before it begins", "The first date must not be later than the second."},
      {kBadRepeat, "`repeat` has no place here",
       "`repeat` says whether an event's own clock starts again. A date happens once until it is scheduled again, and "
       "an "
       "event that is only triggered has no clock."},
      {kRegimesOnly, "a condition may be about regimes only",
       "Whether the truce holds, and outcomes about regimes, must be known at every instant; commitments, markets and "
       "sectors move once a step."},
      {kBadCorrelation, "a correlation is malformed",
       "A pair has one number between -1 and 1; more than two names need a triangle of rows. Each pair is given once."},
      {kNotWithThis, "keys do not go together", "The key has no meaning beside what else is said here."},
      {kShippedUnordered, "more was shipped than ordered",
       "What is ordered and not yet shipped is the opening order book."},
      {kBeforeStart, "a date lies before the start",
       "Nothing is simulated before `start`, so nothing can be read or happen there."},
      {kNoProvenance, "an assumption has no source or no range",
       "`simulate check --strict` asks where every assumed number comes from (`source:`, or `judgement`) and how far "
       "it may be off (`range: [low, high]`, the 80 % interval). A distribution says its own spread and needs a source "
       "alone, and so does a matrix of correlations. Where things stand at the start and what a commitment promises is "
       "known, not assumed."},
      {kTriggerLoop, "events trigger one another without end",
       "One event surely triggers the next in the same instant, and so on back to the first: the instant would never "
       "pass. Give one of the triggers a `delay` or a `probability`, or its event a `while` that comes to an end."},
      {kNotPositiveDefinite, "the correlations contradict one another",
       "Numbers can only be correlated in ways that a positive definite matrix allows: where A moves with B and B with "
       "C, A cannot move against C. The message names the smallest eigenvalue and the pair that pulls hardest; bring "
       "its correlation nearer to those of its neighbours."},
      {kSameStream, "two names give one random stream",
       "Every use of random numbers has a stream whose number is a hash of its name. Two names with one hash would "
       "share their luck, so one of them must be renamed. By chance this hardly ever happens."},

      {kWarnBeforeStart, "a date lies before the start",
       "It is allowed, but probably a slip: a date that has passed counts as the start."},
      {kWarnOutsideHorizon, "a commitment lies outside the horizon", "No simulated day counts toward it."},
      {kWarnRange, "a range does not hold its value",
       "The value of a number usually lies between its p10 and its p90."},
      {kWarnUnusedSource, "a source is never used", "No number names it; perhaps a `source:` was forgotten."},
      {kWarnIllegalMass, "a distribution sometimes draws values without meaning",
       "More than 0.1 % of its draws lie outside what has a meaning here. Choose a form with the right support."},
      {kWarnNeverHappens, "an event can never happen",
       "Its `while` or `when` names states that nothing sets, its date lies after `end`, its rate or probability is 0, "
       "or all that would start it can never happen itself."},
      {kWarnNeverReached, "a state can never be reached",
       "A regime begins in one state; every other needs an event that can happen and sets it. Perhaps a `set` is "
       "missing, or the event that would set it can never happen."},
      {kWarnPushedFar, "modifiers push a probability far from what is written",
       "A reader takes the written number for the one that counts. Here modifiers push a probability out of 0 to 100 "
       "%, where it is cut, or they more than double or halve a rate on average (`simulate check` measures that in a "
       "quick run). Write the number as it stands where no modifier acts."},
      {kWarnUncorrelated, "a market is correlated with nothing",
       "The scenario correlates other markets; this one moves on its own, apart from shocks and factors. Give its "
       "correlations, or 0 with one of the others to say that this is meant."},
      {kWarnNewName, "a variant adds a name that is nearly another",
       "A file that extends another changes an entry by writing its name, and adds one by writing a new name. Here the "
       "new name is nearly one of the extended file, which stays as it was: probably a slip of the pen. If it is "
       "meant, choose a name that is less like the other."},
      {kWarnNeverHolds, "a condition can never hold, or a window never ends",
       "The parts of a condition must hold together, and here no state of a regime (or no level of a factor) fulfils "
       "all of them; write `any` for alternatives. A window that is longer than the simulation says no more than "
       "none."},
      {kWarnTruce, "the truce does not hold at the start, or can never end",
       "`holds_while` is about the states of regimes. Where it is false on the first day the truce counts as ended on "
       "every path, and where it names every state it lasts on every path; either is probably a slip."},
      {kWarnNoMean, "the mean of a return does not exist",
       "With `tails` a market's log-returns are t-distributed, and the exponential of such a variable has no mean: "
       "what a run averages is decided by its few wildest paths and grows with their number. Read the outcome's "
       "quantiles, or ask for a chance: `return: {below: -20%}`."},
  };
  return kCodes;
}

const CodeText* find_code(std::string_view code) {
  const std::vector<CodeText>& codes = all_codes();
  const auto found = std::find_if(codes.begin(), codes.end(), [&](const CodeText& text) { return text.code == code; });
  return found == codes.end() ? nullptr : &*found;
}

}  // namespace truce::scenario
