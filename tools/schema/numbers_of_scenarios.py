"""How numbers, dates and names are written in a scenario, as JSON Schema. Every scalar may come as text (the program
reads nothing else) or as a number (editors resolve YAML's types): a pattern binds the text, bounds bind the number.

The patterns are what JavaScript and Python read alike: no look-behind, digits as [0-9]."""

W = r"[ \t]*"
EXPONENT = r"[eE][+-]?[0-9]+"


def decimal(whole_part, top=None):
    """A number without sign and exponent of this whole part, or the number `top`."""
    top = rf"{top}(?:\.0*)?|" if top else ""
    return rf"(?:{top}{whole_part}(?:\.[0-9]*)?|\.[0-9]+)"


UNSIGNED = rf"{decimal('(?:0|[1-9][0-9]*)')}(?:{EXPONENT})?"
ZERO = rf"(?:0(?:\.0*)?|\.0+)(?:{EXPONENT})?"
ANY = rf"[+-]?{UNSIGNED}"
NOT_NEGATIVE = rf"(?:\+?{UNSIGNED}|-{ZERO})"
POSITIVE = rf"\+?(?=[0-9.]*[1-9]){UNSIGNED}"
ENDS = r"(?![0-9.xXo]|[_,'][0-9])"  # nothing follows that would make another number of it

# Bounded numbers, without sign: as a percentage and as a fraction.
POWER = decimal("[0-9]+") + EXPONENT
BELOW_1 = decimal("0")
UP_TO_1 = decimal("0", top=1)
UP_TO_10 = decimal("[0-9]", top=10)
BELOW_100 = decimal("[1-9]?[0-9]")
UP_TO_100 = decimal("[1-9]?[0-9]", top=100)
UP_TO_1000 = decimal("(?:0|[1-9][0-9]{0,2})", top=1000)

TIME = r"(?:days?|weeks?|months?|years?)"
ONE_TIME = r"(?:day|week|month|year)"
OWN_UNIT = r"[^ \t()][^()]*"  # a unit that the scenario chooses

UNITS = {  # what follows the number of each measure
    "plain": "",
    "share": rf"{W}%?",
    "duration": rf"{W}{TIME}",
    "rate": rf"{W}per +{ONE_TIME}",
    "yearly": rf"{W}(?:% +)?per +year",
    "volume": rf"{ENDS}(?![eE][+-]?[0-9]){W}{OWN_UNIT}",
    "flow": rf"{ENDS}(?![eE][+-]?[0-9]){W}{OWN_UNIT}/{W}{ONE_TIME}",
    "level": rf"{ENDS}(?![eE][+-]?[0-9]){W}{OWN_UNIT}",
}

MONTH_DAY = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
DATE = rf"(?:19|2[0-9])[0-9]{{2}}-{MONTH_DAY}"
RESERVED = "any|commitment|defaults|factor|market|not|sector"
WORD = r"[A-Za-z][A-Za-z0-9_-]{0,63}"
NAME_PATTERN = rf"^(?!(?:{RESERVED})$){WORD}$"
DOTTED_PATTERN = rf"^(?!(?:{RESERVED})(?:[.]|$)){WORD}(?:[.]{WORD})?$"

DISTRIBUTIONS = {  # name: parameters
    "normal": ["mean", "sd"],
    "lognormal": ["median", "p90", "p95", "sigma", "mean", "sd"],
    "uniform": ["min", "max"],
    "triangular": ["min", "mode", "max"],
    "beta": ["mean", "sd"],
    "gamma": ["mean", "sd"],
    "weibull": ["shape", "scale"],
    "exponential": ["mean"],
}
FORMS = ["fixed", *DISTRIBUTIONS, "choice", "table", "mixture"]
WITHOUT_UNIT = {"sigma", "shape"}
ABOVE_ZERO = {"lognormal": {"median", "mean"}, "gamma": {"mean"}, "beta": {"mean"}, "exponential": {"mean"},
              "weibull": {"shape", "scale"}}


def whole(text):
    return rf"^{W}{text}{W}$"


def between(percent, bare, unit=rf"{W}%", bare_unit=""):
    """A number without sign up to `percent` with its unit, or up to `bare` without."""
    return rf"(?:{percent}{unit}|{bare}{bare_unit}|{POWER}(?:{unit}|{bare_unit}))"


def signed(negative, positive):
    return rf"(?:\+?{positive}|-{negative})"


A_ZERO = rf"{ZERO}{W}%?"
YEARLY = (rf"{W}% +per +year", rf"{W}per +year")
CHANCE = signed(A_ZERO, between(UP_TO_100, UP_TO_1))
CHANCE_BELOW_ONE = signed(A_ZERO, between(BELOW_100, BELOW_1))
SHARE = signed(A_ZERO, between(UP_TO_1000, UP_TO_10))

# name: (measure, text, bounds of a bare number). Where a unit is due only 0 goes without it (None: not even 0).
ONLY_ZERO = {"minimum": 0, "maximum": 0}
UP_TO_ONE = {"minimum": 0, "maximum": 1}
QUANTITIES = {
    "plain": ("plain", ANY, {}),
    "positive": ("plain", POSITIVE, {"exclusiveMinimum": 0}),
    "not_negative": ("plain", NOT_NEGATIVE, {"minimum": 0}),
    "correlation": ("plain", rf"(?:[+-]?{BELOW_1}|[+-]?{POWER})", {"exclusiveMinimum": -1, "exclusiveMaximum": 1}),
    "probability": ("share", CHANCE, UP_TO_ONE),
    "probability_below_one": ("share", CHANCE_BELOW_ONE, {"minimum": 0, "exclusiveMaximum": 1}),
    "share_of_whole": ("share", CHANCE, UP_TO_ONE),
    "share": ("share", SHARE, {"minimum": 0, "maximum": 10}),
    "drawdown": ("share", CHANCE_BELOW_ONE, {"minimum": 0, "exclusiveMaximum": 1}),
    "points": ("share", rf"[+-]?{between(UP_TO_100, UP_TO_1)}", {"minimum": -1, "maximum": 1}),
    "times": ("share", rf"{NOT_NEGATIVE}{W}%?", {"minimum": 0}),
    "loading": ("share", rf"{ANY}{W}%?", {}),
    "return": ("share", signed(between(BELOW_100, BELOW_1), between(UP_TO_1000, UP_TO_10)),
               {"exclusiveMinimum": -1, "maximum": 10}),
    "least_return": ("share", signed(between(UP_TO_100, UP_TO_1), between(UP_TO_1000, UP_TO_10)),
                     {"minimum": -1, "maximum": 10}),
    "duration": ("duration", rf"(?:{NOT_NEGATIVE}{W}{TIME}|[+-]?{ZERO})", ONLY_ZERO),
    "positive_duration": ("duration", rf"{POSITIVE}{W}{TIME}", None),
    "any_duration": ("duration", rf"(?:{ANY}{W}{TIME}|[+-]?{ZERO})", ONLY_ZERO),
    "time_lost": ("duration", rf"{NOT_NEGATIVE}(?:{W}{TIME})?", {"minimum": 0}),
    "rate": ("rate", rf"(?:{NOT_NEGATIVE}{UNITS['rate']}|[+-]?{ZERO})", ONLY_ZERO),
    "volatility": (
        "yearly", rf"(?:{signed(ZERO + UNITS['yearly'], between(UP_TO_1000, UP_TO_10, *YEARLY))}|[+-]?{ZERO})", ONLY_ZERO),
    "drift": ("yearly", rf"(?:[+-]?{between(UP_TO_1000, UP_TO_10, *YEARLY)}|[+-]?{ZERO})", ONLY_ZERO),
    "volume": ("volume", rf"(?:{NOT_NEGATIVE}{UNITS['volume']}|[+-]?{ZERO})", ONLY_ZERO),
    "positive_volume": ("volume", rf"{POSITIVE}{UNITS['volume']}", None),
    "share_or_volume": ("volume", rf"(?:{SHARE}|{NOT_NEGATIVE}{UNITS['volume']})", {"minimum": 0, "maximum": 10}),
    "flow": ("flow", rf"(?:{NOT_NEGATIVE}{UNITS['flow']}|[+-]?{ZERO})", ONLY_ZERO),
    "level": ("level", rf"{POSITIVE}{UNITS['level']}", None),
}
MAY_VARY = ["plain", "positive", "times", "share_of_whole", "share", "loading", "return", "duration", "positive_duration",
            "any_duration", "volume", "positive_volume", "level"]
MODIFIED = ["rate", "duration", "flow", "share", "volatility", "drift"]  # may vary, and carry modifiers inside
FIXED = ["plain", "positive", "not_negative", "probability_below_one", "share_of_whole", "share", "points", "times",
         "positive_duration", "correlation", "drawdown", "least_return", "share_or_volume", "time_lost"]
FIXED_MODIFIED = {"plain": "mean_modifiers", "probability": "chance_modifiers"}


def ref(name):
    return {"$ref": f"#/definitions/{name}"}


def scalar(text, bounds, more=()):
    """Text of this pattern, or a number within these bounds; `more`: other types."""
    numbers = [] if bounds is None else ["number"]
    return {"type": ["string", *numbers, *more], "pattern": whole(f"(?:{text})"), **(bounds or {})}


def with_unit(measure, sign=ANY):
    """A parameter of a distribution in this measure; 0 needs no unit."""
    zero = "" if measure in ("plain", "share") else rf"|[+-]?{ZERO}"
    return rf"(?:{sign}{UNITS[measure]}{zero})"


def parameters_of(measure):
    """Holds the parameters of a number's distributions to its unit."""
    one = ref(f"{measure}_parameter")
    out = {"fixed": one}
    for form, names in DISTRIBUTIONS.items():
        out[form] = {"properties": {name: one for name in names if name not in WITHOUT_UNIT}}
    if measure not in ("plain", "share"):
        out["beta"] = False  # between 0 and 1: for shares
    for form in ("choice", "table"):
        out[form] = {"propertyNames": one}
    out["mixture"] = {"items": ref(f"{measure}_parameters")}
    return {"properties": out}


def one_of_the_forms(words):
    return {"if": {"type": "object"}, "then": {"oneOf": [{"required": [word]} for word in words]}}


def distribution_definitions():
    about = {
        "normal": "Normal: `mean`, `sd`. Short: `-6% (3%)`.",
        "lognormal": "Lognormal: `median` with `p90`, `p95` or `sigma` (of the logarithm), or `mean` with `sd`.",
        "uniform": "Uniform between `min` and `max`.",
        "triangular": "Triangular: `min`, `mode`, `max`.",
        "beta": "Beta of this `mean` and `sd`, between 0 and 100 %; for shares.",
        "gamma": "Gamma of this `mean` and `sd`.",
        "weibull": "Weibull: `shape` (a plain number) and `scale`.",
        "exponential": "Exponential: `mean`.",
        "fixed": "One value; a way to write it among the parts of a mixture.",
        "choice": "One of several values: a map of value: probability; the probabilities sum to 100 %.",
        "table": "A map of value: cumulative probability, both rising, linear between; a first probability above 0 is "
                 "an atom, the last is 100 %.",
        "mixture": "A list of parts, each a `weight` and a distribution; the weights sum to 100 %.",
    }
    parameter = {"type": ["string", "number"]}
    positive = {"type": ["string", "number"], "pattern": rf"^{W}{POSITIVE}", "exclusiveMinimum": 0}
    not_negative = {"type": ["string", "number"], "pattern": rf"^{W}{NOT_NEGATIVE}", "minimum": 0}
    forms = {}
    for form, names in DISTRIBUTIONS.items():
        own = {}
        for name in names:
            own[name] = positive if name in ABOVE_ZERO.get(form, ()) else not_negative if name == "sd" else parameter
        own.update({"shape": scalar(POSITIVE, {"exclusiveMinimum": 0})} if "shape" in own else {})
        own.update({"sigma": scalar(NOT_NEGATIVE, {"minimum": 0})} if "sigma" in own else {})
        forms[form] = {"type": "object", "additionalProperties": False, "properties": own, "required": names}
    forms["lognormal"].pop("required")
    forms["lognormal"]["oneOf"] = [{"required": pair, "maxProperties": 2} for pair in (
        ["median", "p90"], ["median", "p95"], ["median", "sigma"], ["mean", "sd"])]
    forms["fixed"] = parameter
    chance = ref("chance")
    forms["choice"] = forms["table"] = {"type": "object", "minProperties": 1, "additionalProperties": chance}
    forms["mixture"] = {"type": "array", "minItems": 1, "items": {
        "type": "object", "required": ["weight"], "additionalProperties": False,
        "oneOf": [{"required": [form]} for form in FORMS],
        "properties": {"weight": {"description": "The probability of this part.", "allOf": [chance]},
                       **{form: ref(f"form_{form}") for form in FORMS}},
    }}
    return {f"form_{form}": {"description": about[form], **forms[form]} for form in FORMS}


def number_definitions():
    beside = {
        "range": {"description": "The 80 % interval, [p10, p90]; the unit may be left out unless it is a percentage.",
                  "type": ["array", "null"], "minItems": 2, "maxItems": 2, "examples": [[0.12, 0.5]],
                  "items": {"type": ["string", "number"], "pattern": rf"^{W}{ANY}{ENDS}"}},
        "source": {"description": "Where the number comes from: a name under `sources`, or judgement.",
                   "allOf": [ref("source_name")]},
        "note": {"description": "Free text: why this number.", "allOf": [ref("text")]},
        "modifiers": {"description": "What raises or lowers the number, and when."},
    }
    value = {"description": "The number itself: bare, or a distribution."}
    forms = {form: ref(f"form_{form}") for form in FORMS}
    out = {
        "chance": scalar(CHANCE, UP_TO_ONE),
        "number": {"description": "A number with its provenance: `value` or one distribution; range, source, note.",
                   "additionalProperties": False, "properties": {"value": value, **forms, **beside},
                   **one_of_the_forms(["value", *FORMS])},
        "number_alone": {"additionalProperties": False, "properties": {"value": value, **forms},
                         **one_of_the_forms(["value", *FORMS])},
        "fixed_number": {"description": "One number with its provenance; a distribution cannot stand here.",
                         "additionalProperties": False, "required": ["value"],
                         "properties": {"value": {"description": "The number itself."}, **beside}},
        "fixed_number_alone": {"additionalProperties": False, "required": ["value"], "properties": {"value": value}},
        **distribution_definitions(),
    }
    for measure in UNITS:
        bounds = {} if measure in ("plain", "share") else ONLY_ZERO
        out[f"{measure}_parameter"] = scalar(with_unit(measure), bounds)
        out[f"{measure}_parameters"] = parameters_of(measure)

    def add(name, base, text, modifiers):
        alone = f"{name}_alone"
        out[f"{name}_text"] = text
        out[alone] = {"allOf": [ref(f"{name}_text"), ref(f"{base}_alone")], "properties": {"value": ref(alone)}}
        for full, inside in modifiers.items():
            out[full] = {"allOf": [ref(f"{name}_text"), ref(base)],
                         "properties": {"value": ref(alone), "modifiers": inside}}

    for name in dict.fromkeys([*MAY_VARY, *MODIFIED]):
        measure, text, bounds = QUANTITIES[name]
        normal = rf"{with_unit(measure)}{W}\({W}{with_unit(measure, NOT_NEGATIVE)}{W}\)"
        kinds = {name: False} if name in MAY_VARY else {}
        kinds |= {f"{name}_with_modifiers": ref("speed_modifiers")} if name in MODIFIED else {}
        add(name, "number", {**scalar(rf"{text}|{normal}", bounds, ["object", "null"]),
                             "allOf": [ref(f"{measure}_parameters")]}, kinds)
    for name in dict.fromkeys([*FIXED, *FIXED_MODIFIED]):
        _, text, bounds = QUANTITIES[name]
        kinds = {f"fixed_{name}": False} if name in FIXED else {}
        kinds |= {f"fixed_{name}_with_modifiers": ref(FIXED_MODIFIED[name])} if name in FIXED_MODIFIED else {}
        add(f"fixed_{name}", "fixed_number", scalar(text, bounds, ["object", "null"]), kinds)
    return out
