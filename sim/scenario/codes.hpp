#pragma once
// The stable codes of all diagnostics about a scenario, and what each means at length (codes.cpp).
#include <string_view>
#include <vector>

namespace truce::scenario {

// E1xx: the file and its YAML
inline constexpr const char* kCannotRead = "E101";
inline constexpr const char* kFileTooLarge = "E102";
inline constexpr const char* kNotText = "E103";
inline constexpr const char* kYamlSyntax = "E104";
inline constexpr const char* kSeveralDocuments = "E105";
inline constexpr const char* kForbiddenYaml = "E106";
inline constexpr const char* kNestedTooDeeply = "E107";
inline constexpr const char* kEmptyFile = "E108";
inline constexpr const char* kBadExtends = "E109";
inline constexpr const char* kBadSetting = "E110";
inline constexpr const char* kBadKey = "E111";
// E2xx: names
inline constexpr const char* kBadName = "E201";
inline constexpr const char* kReservedName = "E202";
inline constexpr const char* kUnknownRegime = "E203";
inline constexpr const char* kUnknownState = "E204";
inline constexpr const char* kUnknownEvent = "E205";
inline constexpr const char* kUnknownEventOutcome = "E206";
inline constexpr const char* kUnknownFactor = "E207";
inline constexpr const char* kUnknownCommitment = "E208";
inline constexpr const char* kUnknownFlow = "E209";
inline constexpr const char* kUnknownSector = "E210";
inline constexpr const char* kUnknownMarket = "E211";
inline constexpr const char* kUnknownOutcome = "E212";
inline constexpr const char* kUnknownSource = "E213";
inline constexpr const char* kUnknownShockRow = "E214";
inline constexpr const char* kAmbiguousName = "E215";
inline constexpr const char* kRepeatedName = "E216";
inline constexpr const char* kUnknownNoise = "E217";
// E3xx: values, units, dates, distributions
inline constexpr const char* kNotANumber = "E301";
inline constexpr const char* kMissingUnit = "E302";
inline constexpr const char* kWrongUnit = "E303";
inline constexpr const char* kOutOfDomain = "E304";
inline constexpr const char* kNotADate = "E305";
inline constexpr const char* kMustBeFixed = "E306";
inline constexpr const char* kBadDistribution = "E307";
inline constexpr const char* kNotTrueOrFalse = "E309";
inline constexpr const char* kNotWhole = "E310";
inline constexpr const char* kBadRange = "E311";
inline constexpr const char* kIllegalMass = "E312";
inline constexpr const char* kNotOneOf = "E313";
inline constexpr const char* kMissingTime = "E314";
// E4xx: structure
inline constexpr const char* kUnknownKey = "E401";
inline constexpr const char* kMissingKey = "E402";
inline constexpr const char* kDuplicateKey = "E403";
inline constexpr const char* kWrongKind = "E404";
inline constexpr const char* kNoValue = "E405";
inline constexpr const char* kExcludingKeys = "E406";
inline constexpr const char* kIsStudy = "E407";
inline constexpr const char* kTooMany = "E408";
inline constexpr const char* kNothingInside = "E409";
// E5xx: the logic of the model
inline constexpr const char* kNeverFires = "E501";
inline constexpr const char* kModifierNotHere = "E502";
inline constexpr const char* kEffectNotHere = "E503";
inline constexpr const char* kIncompleteModifier = "E504";
inline constexpr const char* kOutcomeProbabilities = "E505";
inline constexpr const char* kNotADateEvent = "E506";
inline constexpr const char* kStateWithoutLevel = "E507";
inline constexpr const char* kOutcomeLoop = "E508";
inline constexpr const char* kAfterEnd = "E509";
inline constexpr const char* kReversed = "E510";
inline constexpr const char* kBadRepeat = "E511";
inline constexpr const char* kRegimesOnly = "E512";
inline constexpr const char* kBadCorrelation = "E513";
inline constexpr const char* kNotWithThis = "E514";
inline constexpr const char* kShippedUnordered = "E515";
inline constexpr const char* kBeforeStart = "E516";
inline constexpr const char* kNoProvenance = "E517";  // with `check --strict` alone
inline constexpr const char* kTriggerLoop = "E518";
// Found while the model is built.
inline constexpr const char* kNotPositiveDefinite = "E520";
inline constexpr const char* kSameStream = "E590";
// W6xx: warnings
inline constexpr const char* kWarnBeforeStart = "W601";
inline constexpr const char* kWarnOutsideHorizon = "W602";
inline constexpr const char* kWarnRange = "W603";
inline constexpr const char* kWarnUnusedSource = "W604";
inline constexpr const char* kWarnIllegalMass = "W605";
inline constexpr const char* kWarnNeverHappens = "W606";
inline constexpr const char* kWarnNeverReached = "W607";
inline constexpr const char* kWarnPushedFar = "W608";
inline constexpr const char* kWarnUncorrelated = "W609";
inline constexpr const char* kWarnNewName = "W610";
inline constexpr const char* kWarnNeverHolds = "W611";
inline constexpr const char* kWarnTruce = "W612";
inline constexpr const char* kWarnNoMean = "W613";

struct CodeText {
  std::string_view code;
  std::string_view title;        // a short noun phrase
  std::string_view explanation;  // a paragraph: what it means, why it matters, what to write instead
};

// All codes, ascending.
const std::vector<CodeText>& all_codes();

// nullptr where there is no such code.
const CodeText* find_code(std::string_view code);

}  // namespace truce::scenario
