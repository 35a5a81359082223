"""The nouns of a scenario, as JSON Schema: which keys stand where and what their values look like. In a file that extends
another a map may be any part of the whole, and null removes; what a file of its own needs stands in complete.py."""
from numbers_of_scenarios import (A_ZERO, BELOW_1, BELOW_100, CHANCE_BELOW_ONE, DATE, DOTTED_PATTERN, EXPONENT, FORMS,
                                  MONTH_DAY, NAME_PATTERN, QUANTITIES, UP_TO_1, W, YEARLY, between, ref, scalar, signed,
                                  whole)

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
TIMINGS = ["rate", "probability", "delay", "date", "when"]
OUTCOME_FORMS = ["event", "regime", "commitment", "flow", "sector", "market", "all", "any", "not"]
TAILS_PATTERN = rf"^(?:normal|{W}(?:[3-9]|[1-9][0-9]{{1,2}}|1000){W})$"
TEXT = {"type": ["string", "number", "boolean", "null"]}


def key(description, schema, *examples):
    """A key: what a tooltip says, and what its value is."""
    out = {"description": description, **({"allOf": [ref(schema)]} if isinstance(schema, str) else schema)}
    return {**out, "examples": list(examples)} if examples else out


def text(description, *examples):
    return key(description, "text", *examples)


def word(description, *words):
    return {"description": description, "enum": [*words, None], "examples": list(words)}


def noun(description, properties, **more):
    return {"description": description, "type": ["object", "null"], "additionalProperties": False,
            "properties": properties, **more}


def named(what, schema, names="name", **more):
    """A map whose keys are the user's names."""
    return {"description": what, "type": ["object", "null"], "minProperties": 1, "maxProperties": 1000,
            "propertyNames": ref(names), "additionalProperties": ref(schema), **more}


def with_defaults(what, schema, names, keys):
    """A map of names in which `defaults` says what every entry says unless it says otherwise. A map there may be a part
    that the entries complete."""
    part = {name: {"description": f"The default of `{name}`.",
                   "anyOf": [{"$ref": f"#/definitions/{schema}/properties/{name}"},
                             {"type": "object", "minProperties": 1}]} for name in keys}
    defaults = noun("What every entry of this map says unless it says otherwise.", part, minProperties=1)
    return {**named(what, schema, names), "properties": {"defaults": defaults},
            "propertyNames": {"anyOf": [ref(names), {"const": "defaults"}]}}


ABOUT = text("What this is, in a line; shown, never read.")
NOTE = text("Free text: why.")
SOURCE = key("Where the numbers in here come from, unless one names its own: a name under `sources`, or judgement.",
             "source_name", "judgement")
DATE_KEY = {"type": ["string", "object", "null"], "pattern": f"^{DATE}$", "required": ["value"],
            "additionalProperties": False,
            "properties": {"value": {"description": "The date.", "allOf": [ref("date_text")]}, "source": SOURCE,
                           "note": NOTE}}


def effects():
    return {
        "set": key("Moves regimes: a map {REGIME: STATE}; `previous` is the last different state.", "set",
                   {"tariffs": "stress"}),
        "jump": key("Adds to factors: a map {FACTOR: size}.", "jump", {"tension": "1.0"}),
        "shock": key("Moves markets: the name of a row of `shocks`, {row: NAME, times: 25%}, or {MARKET: -6% (3%)}.",
                     "shock", "stress", {"row": "stress", "times": "25%"}),
        "trigger": key("Starts other events: a map {EVENT: {probability: 45%, delay: 10 days}}.", "triggers",
                       {"halt": {"probability": "90%", "delay": "5 days"}}),
        "schedule": key("Sets the date of events with `date`: a map {EVENT: a date, or a delay from now}.", "schedules",
                        {"visit": "60 days"}),
    }


def comparisons(what, quantity, *examples):
    return {
        "at_least": key(f"{what} is this or more.", quantity, *examples),
        "at_most": key(f"{what} is this or less.", quantity, *examples),
        "above": key(f"{what} is more than this.", quantity, *examples),
        "below": key(f"{what} is less than this.", quantity, *examples),
    }


def scenario():
    by_sections = {
        "extends": key("Another scenario file on which this one builds: what stands here replaces or adds, null removes.",
                       {"type": "string", "minLength": 1}, "base.yaml"),
        "schema": {"description": "The version of this language: 1.", "enum": ["1", 1, None], "default": 1},
        "scenario": key("The scenario's name, which becomes the result file's. Default: the file's name.",
                        {"type": ["string", "number", "null"], "pattern": "^[A-Za-z0-9_-]{1,64}$"}, "base"),
        "title": text("One line that heads the summary."),
        "notes": text("Free text for the reader: what the file believes, and what it leaves out."),
        "start": key("The first simulated day. What happened before enters as initial values.", "date", "2025-11-24"),
        "end": key("The last simulated day.", "date", "2029-01-31"),
        "step": key("The grid of factors, flows, stocks and markets; events happen at exact times inside it. "
                    "Default: 1 week. At most 10,000 steps.", "fixed_positive_duration", "1 week", "1 day"),
        "run": key("How many paths, and which luck.", "run"),
        "factors": key("Slow moods that raise or lower rates and move markets.", "factors"),
        "regimes": key("What can be in one of several states.", "regimes"),
        "truce": key("When the truce counts as holding.", "truce"),
        "events": key("What happens, when, and what it does.", "events"),
        "shocks": key("Market moves in rows that events name.", "shocks"),
        "trade": key("Flows of goods and what was promised of them.", "trade"),
        "supply": key("Supply chains and the sectors that live from them.", "supply"),
        "markets": key("Prices and indices.", "markets"),
        "correlation": key("Correlations between the noises of factors, flows, chains and markets.", "correlations"),
        "horizons": {"description": "Dates at which market returns and the truce are reported; `end` alone where none is given.",
                     "type": ["array", "null"], "items": ref("date_text"), "minItems": 1, "uniqueItems": True,
                     "examples": [["2026-01-31", "2026-11-10"]]},
        "outcomes": key("Named statements and quantities about a path.", "outcomes"),
        "sources": key("Where numbers come from, by name.", "sources"),
    }
    return by_sections


def whole_number(pattern, low, high):
    return {"type": ["string", "integer", "null"], "pattern": pattern, "minimum": low, "maximum": high}


def small_nouns():
    state = {"type": ["string", "boolean", "number"], "pattern": NAME_PATTERN,
             "not": {"enum": ["by", "modifiers", "note", "previous", "source"]}}
    states = {"type": ["array", "null"], "minItems": 1, "maxItems": 64, "uniqueItems": True, "items": ref("state")}
    return {
        "text": TEXT,
        "name": {"type": "string", "pattern": NAME_PATTERN},
        "source_name": {"type": ["string", "null"], "pattern": NAME_PATTERN},
        "date_text": {"type": "string", "pattern": f"^{DATE}$"},
        "date": DATE_KEY,
        "state": state,
        "some_states": {"type": ["string", "boolean", "number", "array", "null"], "items": ref("state"), "minItems": 1,
                        "uniqueItems": True},
        "event_name": {"type": ["string", "null"], "pattern": DOTTED_PATTERN},
        "dotted_name": {"type": "string", "pattern": DOTTED_PATTERN},
        "run": noun("How the scenario is run; the command line may say otherwise.", {
            "paths": key("Number of paths, 1 to 4,000,000,000. Default: 100000.",
                         whole_number(rf"^{W}(?:[1-9][0-9]{{0,8}}|[1-3][0-9]{{9}}|4000000000){W}$", 1, 4000000000), 100000),
            "seed": key("Seed of the random numbers, a whole number up to 2^64 - 1. Default: 1.",
                        {"type": ["string", "integer", "null"], "pattern": "^(?:0|[1-9][0-9]{0,19})$", "minimum": 0}, 7),
            "sample_paths": key("Of how many paths the file keeps full trajectories, 0 to 100,000. Default: 200.",
                                whole_number(rf"^{W}(?:0|[1-9][0-9]{{0,4}}|100000){W}$", 0, 100000), 200),
            "stop": key("How precise is enough: the run goes on until the 95 % intervals are within this. One share for "
                        "every named outcome, or a map {OUTCOME: 0.5%} in each one's unit, or {OUTCOME: {relative: 2%}}.",
                        {"type": ["string", "number", "object", "null"], "propertyNames": ref("name"),
                         "minProperties": 1, "additionalProperties": ref("precision")},
                        "0.5%", {"holds_to_expiry": "0.5%"}),
            "max_paths": key("The most paths that a run with `stop` may take. Default: 10000000.",
                             whole_number(rf"^{W}(?:[1-9][0-9]{{0,8}}|[1-3][0-9]{{9}}|4000000000){W}$", 1, 4000000000),
                             10000000),
        }, minProperties=1, dependencies={"max_paths": ["stop"]}),
        "precision": {"type": ["string", "number", "object"], "additionalProperties": False,
                      "required": ["relative"],
                      "properties": {"relative": {"description": "As a share of the estimate.",
                                                  "type": ["string", "number"]}}},
        "factors": named("Factors by name.", "factor"),
        "factor": noun("A mood that wanders round its mean (Ornstein-Uhlenbeck), in a unit of its own.", {
            "about": ABOUT, "source": SOURCE,
            "mean": key("Where it returns to. Default: 0. May carry modifiers.", "fixed_plain_with_modifiers", 0),
            "half_life": key("Half of a deviation is gone after this. Needed.", "fixed_positive_duration", "26 weeks"),
            "sd": key("Its standard deviation in the long run. Needed.", "fixed_not_negative", 1),
            "initial": key("Where it starts. Default: its mean.", "fixed_plain", "0.2"),
        }),
        "regimes": named("Regimes by name.", "regime"),
        "regime": {"description": "A list of states, the first of which holds at the start, or a map.",
                   **states, "type": ["array", "object", "null"], "additionalProperties": False,
                   "examples": [["calm", "stress", "threat"]],
                   "properties": {
                       "about": ABOUT,
                       "states": key("The names of its states, up to 64. Needed.", states, ["calm", "stress"]),
                       "initial": key("The state at the start. Default: the first.", "state"),
                   }},
        "truce": noun("The truce holds while a condition on regimes does.", {
            "about": ABOUT, "note": NOTE,
            "holds_while": key("The condition; it may speak of regimes alone. Needed.", "regime_condition",
                               {"tariffs": ["calm", "stress"]}),
        }),
        "sources": named("Sources by name.", "source", "name_of_source"),
        "name_of_source": {"allOf": [ref("name")], "not": {"const": "judgement"}},
        "source": noun("A document, table or person that numbers rest on.", {
            "title": text("What it is called."), "date": text("Its date."), "url": text("Where it is found."),
            "note": text("Free text."),
        }, minProperties=1),
    }


def conditions():
    def threshold(what, quantity, *examples):
        return {"type": ["object", "null"], "additionalProperties": False,
                "properties": {name: key(description, quantity, *examples) for name, description in what.items()}}

    own = {
        "any": {"description": "At least one of these conditions holds.", "type": ["array", "null"], "minItems": 1},
        "not": {"description": "This condition does not hold."},
    }

    def condition(name, feedbacks):
        return {"description": "A map whose entries must all hold: {REGIME: STATE}, {REGIME: [STATE, STATE]}, and more.",
                "type": ["object", "null"], "additionalProperties": ref("some_states"),
                "properties": {
                    "any": {**own["any"], "items": {"allOf": [ref(name), ref("complete_condition")], "type": "object"}},
                    "not": {**own["not"], "allOf": [ref(name)]}, **feedbacks}}

    feedbacks = {
        "commitment": {
            "description": "How far a commitment is: {COMMITMENT: {below: 60%}}, as a share of its pro-rata pace.",
            "type": ["object", "null"], "propertyNames": ref("dotted_name"),
            "additionalProperties": threshold({"below": "Less than this share."}, "fixed_share", "60%")},
        "market": {
            "description": "How far a market has fallen from its high: {MARKET: {drawdown_above: 10%}}.",
            "type": ["object", "null"], "propertyNames": ref("name"),
            "additionalProperties": threshold({"drawdown_above": "More than this."}, "fixed_drawdown", "10%")},
        "sector": {
            "description": "A sector that lacks supply: {SECTOR: disrupted}.", "type": ["object", "null"],
            "propertyNames": ref("dotted_name"), "additionalProperties": {"enum": ["disrupted", None]}},
        "factor": {
            "description": "Where a factor stands: {FACTOR: {above: 1.5}}, or below.", "type": ["object", "null"],
            "propertyNames": ref("name"),
            "additionalProperties": threshold({"above": "More than this.", "below": "Less than this."}, "fixed_plain", "1.5")},
    }
    return {
        "condition": {**condition("condition", feedbacks), "propertyNames": ref("condition_name")},
        "regime_condition": {**condition("regime_condition", {}), "propertyNames": ref("regime_condition_name")},
        "condition_name": {"anyOf": [ref("name"), {"enum": ["any", "not", *feedbacks]}]},
        "regime_condition_name": {"anyOf": [ref("name"), {"enum": ["any", "not"]}]},
    }


def modifiers():
    tests = {
        "about": ABOUT, "source": SOURCE, "note": NOTE,
        "while": key("Acts while this condition holds.", "condition", {"rare_earths": "slow_down"}),
        "between": {"description": "Acts between two dates, both days included; [MM-DD, MM-DD] with `every: year`.",
                    "type": ["array", "null"], "minItems": 2, "maxItems": 2,
                    "items": {"anyOf": [ref("date_text"), ref("month_day")]},
                    "examples": [["2026-06-01", "2026-12-31"]]},
        "every": word("`year`: the window of `between` comes back every year.", "year"),
        "since": key("Acts after the latest firing of an event, or EVENT.OUTCOME.", "event_name", "visit.held"),
        "before": key("Acts while the pending date of an event is nearer than `within`.",
                      {"type": ["string", "null"], "pattern": NAME_PATTERN}, "visit"),
        "within": key("How long after `since` (default: for ever), or how long before `before` (needed).",
                      "fixed_positive_duration", "12 weeks"),
    }
    times = {"times": key("Multiplies the number by this; for a delay 2 means twice as long.", "fixed_times", "0.6")}
    ratio = {
        "factor": key("The number is multiplied by `ratio` to the power of this factor.",
                      {"type": ["string", "null"], "pattern": NAME_PATTERN}, "tension"),
        "ratio": key("What one unit of `factor` multiplies by.", "fixed_positive", "1.3"),
    }
    kinds = {
        "speed": {**times, **ratio},
        "chance": {"plus": key("Adds percentage points.", "fixed_points", "15%", "-10%"),
                   "odds": key("Multiplies the odds by this.", "fixed_not_negative", "2")},
        "mean": {**times, "plus": key("Adds this, in the factor's own unit.", "fixed_plain", "0.5"), **ratio},
    }
    out = {"month_day": {"type": "string", "pattern": f"^{MONTH_DAY}$"}}
    for kind, acts in kinds.items():
        out[f"{kind}_modifiers"] = named("Modifiers by name; each acts while all its tests hold.", f"{kind}_modifier")
        out[f"{kind}_modifier"] = noun("What raises or lowers the number, and when.", {**tests, **acts})
    return out


def events():
    yearly = signed(A_ZERO + r" +per +year", between(BELOW_100, BELOW_1, *YEARLY))
    chance = whole(f"(?:{yearly}|{CHANCE_BELOW_ONE} +by +{DATE})")
    number_with_time = {"type": ["string", "object"], "pattern": chance}
    provenance = {name: {"$ref": f"#/definitions/fixed_number/properties/{name}"} for name in ("range", "source", "note")}
    modified = {"modifiers": ref("speed_modifiers")}
    event = {
        "about": ABOUT, "source": SOURCE, "note": NOTE,
        "while": key("The event can happen only while this condition holds. Default: always.", "condition",
                     {"tariffs": "calm"}),
        "rate": key("Timing: a hazard, so often per year while it can happen.", "rate_with_modifiers", "0.25 per year"),
        "probability": key("Timing: the chance per year, by a date, or a table {DATE: cumulative chance}.",
                           "probability_of_event", "22% per year", "30% by 2026-11-10", {"2025-12-31": "62%"}),
        "delay": key("Timing: this long after `while` became true.", "duration_with_modifiers", "30 days",
                     {"lognormal": {"median": "30 days", "sigma": "0.8"}}),
        "date": key("Timing: on this day.", "date", "2026-04-15"),
        "when": key("Timing: each time this condition becomes true.", "condition"),
        "shift": key("How far from its `date` it may happen.", "any_duration", "0 days (10 days)"),
        "repeat": {"description": "Whether it may happen again. Default: true for `rate` and `when`, else false.",
                   "enum": ["true", "false", True, False, None], "examples": [True, False]},
        "modifiers": key("What multiplies the `rate`, `probability` or `delay`.", "speed_modifiers"),
        **effects(),
        "outcomes": key("One of these is drawn when the event happens.", "outcomes_of_event"),
    }
    outcome = {
        "about": ABOUT, "source": SOURCE, "note": NOTE,
        "probability": key("Its probability, or `rest`: what the others leave. Needed.", "probability_of_outcome", "40%",
                           "rest"),
        "modifiers": key("What moves the probability: `plus` percentage points, or `odds`.", "chance_modifiers"),
        **effects(),
    }
    trigger = {
        "about": ABOUT, "source": SOURCE, "note": NOTE,
        "probability": key("How probable it is that the event is started. Needed, or `always`.",
                           "fixed_probability_with_modifiers", "45%"),
        "always": {"description": "true: the event is always started.", "enum": ["true", True, None], "examples": [True]},
        "modifiers": key("What moves the probability: `plus` percentage points, or `odds`.", "chance_modifiers"),
        "delay": key("How much later. Default: 0 days.", "duration", {"uniform": {"min": "0 days", "max": "21 days"}}),
    }
    return {
        "events": with_defaults("Events by name.", "event", "name", event),
        "event": noun("Something that happens: a timing, a condition, what it does.", event) | {"allOf": [at_most_one(TIMINGS)]},
        "probability_of_event": {
            "type": ["string", "object", "null"], "pattern": chance,
            "if": {"type": "object"},
            "then": {"if": {"required": ["value"]},
                     "then": {"additionalProperties": False,
                              "properties": {"value": number_with_time, **provenance, **modified}},
                     "else": ref("probability_table")}},
        "probability_table": {
            "additionalProperties": False, "properties": {**{n: provenance[n] for n in ("source", "note")}, **modified},
            "patternProperties": {f"^{DATE}$": ref("fixed_probability_below_one")}},
        "outcomes_of_event": named("Outcomes by name.", "outcome_of_event"),
        "outcome_of_event": noun("One way in which an event can turn out.", outcome),
        "probability_of_outcome": {"if": {"const": "rest"}, "else": ref("fixed_probability_with_modifiers")},
        "set": named("{REGIME: STATE}", "set_state"),
        "set_state": {"type": ["string", "boolean", "number", "null"], "pattern": NAME_PATTERN},
        "jump": named("{FACTOR: size}", "plain"),
        "triggers": named("{EVENT: {probability: ..., delay: ...}}", "trigger"),
        "trigger": noun("The start of another event.", trigger) | {"allOf": [at_most_one(["probability", "always"])]},
        "schedules": named("{EVENT: date or delay}", "schedule"),
        "schedule": {"anyOf": [ref("date"), ref("duration")]},
        "shock": {
            "description": "A row of `shocks`, whole or in part, or moves of markets.",
            "type": ["string", "object", "null"], "pattern": NAME_PATTERN, "propertyNames": ref("word_of_shock"),
            "additionalProperties": ref("return"),
            "properties": {
                "row": key("The row of `shocks`.", {"type": ["string", "null"], "pattern": NAME_PATTERN}, "stress"),
                "times": key("The moves are multiplied by this. Default: 1.", "fixed_times", "25%"),
                "source": SOURCE,
            },
            "if": {"type": "object", "required": ["row"], "properties": {"row": {"type": "string"}}},
            "then": {"propertyNames": {"enum": ["row", "times", "source"]}}},
        "word_of_shock": ref("name"),
        "shocks": {
            "description": "A column for each market, a row for each kind of news.", "type": ["object", "null"],
            "propertyNames": ref("name_of_row"), "additionalProperties": ref("shock_row"),
            "properties": {
                "source": SOURCE,
                "markets": {"description": "The markets of the columns. Needed.", "type": ["array", "null"],
                            "minItems": 1, "uniqueItems": True, "items": ref("name"),
                            "examples": [["soybeans", "sp500"]]},
            }},
        "shock_row": {"description": "One move for each market: a return, mean (sd) or a distribution; null for none.",
                      "type": ["array", "null"], "items": {"anyOf": [{"enum": ["-", "--", "—", "–", None]}, ref("return")]},
                      "examples": [["-0.6% (1.2%)", "-1.5% (2%)"]]},
        "name_of_row": {"anyOf": [ref("name"), {"const": "markets"}]},
    }


def at_most_one(words):
    """Fails where two of the words stand."""
    pairs = [[a, b] for i, a in enumerate(words) for b in words[i + 1:]]
    return {"if": {"type": "object"}, "then": {"not": {"anyOf": [{"required": pair} for pair in pairs]}}}


def trade():
    commitment = {
        "about": ABOUT, "source": SOURCE,
        "quantity": key("How much was promised. Needed.", "positive_volume", "12 Mt"),
        "from": key("The first day that counts. Needed.", "date", "2026-01-01"),
        "to": key("The last day that counts. Needed.", "date", "2026-12-31"),
        "counts": word("What counts toward it: ordered (the default) or shipped.", "ordered", "shipped"),
        "aim": key("The share that the buyers mean to fulfil. Default: 100 %.", "share", "75%",
                   {"choice": {"100%": "60%", "50%": "40%"}}),
        "haste": key("1 buys evenly over the time left, 3 three times as fast. Default: as fast as `pace` allows.",
                     "positive", 3),
    }
    flow = {
        "about": ABOUT, "source": SOURCE,
        "unit": key("The unit of its volumes, such as Mt; Mt, kt and t convert into one another. Needed.",
                    {"type": ["string", "null"], "pattern": "^[^/()]+$"}, "Mt"),
        "baseline": key("What commerce buys by itself, per week, month or year. Default: 0.", "flow_with_modifiers",
                        "0.2 Mt/week"),
        "pace": key("The most that state buyers add toward commitments. Default: 0.", "flow_with_modifiers", "0.9 Mt/week"),
        "capacity": key("The most that can be ordered. Default: no bound.", "flow_with_modifiers", "2.2 Mt/week"),
        "shipping_capacity": key("The most that can be shipped. Default: no bound.", "flow_with_modifiers", "1.5 Mt/week"),
        "noise": key("Coefficient of variation of a week's orders. Default: 0 %.", "share", "85%"),
        "ordered_to_date": key("Ordered before `start`, in windows open then. Default: 0.", "volume", "1.9 Mt"),
        "shipped_to_date": key("Shipped before `start`; the difference to what is ordered is the opening book. Default: 0.",
                               "volume", "0.15 Mt"),
        "shipment_lag": key("Mean time from order to shipment. Default: 0 days.", "duration", "7 weeks"),
        "seasonality": key("How the baseline varies over the year, month by month; scaled to a mean of 1.", "seasonality"),
        "shipping_seasonality": key("The same for shipments.", "seasonality"),
        "commitments": key("What was promised, by name.", "commitments"),
    }
    return {
        "trade": named("Flows by name.", "flow_of_goods"),
        "flow_of_goods": noun("A flow of goods: what is ordered and shipped week by week.", flow),
        "commitments": named("Commitments by name.", "commitment"),
        "commitment": noun("A promised volume over a time.", commitment),
        "seasonality": noun("A number for each month, all twelve; only their ratios count.", {
            **{month: key(f"The weight of {month}.", "times", "1.2") for month in MONTHS},
            "source": SOURCE, "note": NOTE}),
    }


def supply():
    sector = {
        "about": ABOUT, "source": SOURCE,
        "need": key("What it needs, as a share of the normal flow. Default: 100 %.", "share", "90%"),
        "cover": key("How long its firms' stocks last: fixed, or a distribution over firms. Needed.", "duration", "7 weeks",
                     {"lognormal": {"median": "7 weeks", "sigma": "0.6"}}),
        "exposure": key("The share of output that stops in a firm without stock. Needed.", "share_of_whole", "35%"),
        "substitution": key("How it learns to do without.", "substitution", {"half_life": "80 weeks", "max": "40%"}),
        "disrupted_above": key("The share of firms without stock from which it counts as disrupted. Default: 5 %.",
                               "share_of_whole", "5%"),
    }
    return {
        "supply": named("Supply chains by name.", "chain"),
        "chain": noun("A supply chain: how much flows, and who lives from it.", {
            "about": ABOUT, "source": SOURCE,
            "level": key("The flow as a share of normal: one share, or {by: REGIME, STATE: share, ...}. Needed.", "supply_level",
                         "92%", {"by": "licences", "open": "100%", "shut": "5%"}),
            "ramp": key("The half-life with which the flow approaches its level. Default: 0 days.", "duration", "2 weeks"),
            "noise": key("Coefficient of variation of a week's flow. Default: 0 %.", "share", "20%"),
            "sectors": key("Who needs what this chain supplies, by name. Needed.", "sectors"),
        }),
        "supply_level": {
            "type": ["string", "number", "object", "null"],
            "if": {"type": "object", "not": {"allOf": [
                {"not": {"required": ["by"]}}, {"anyOf": [{"required": [form]} for form in ["value", *FORMS]]}]}},
            "then": ref("level_by_regime"), "else": ref("share_with_modifiers")},
        "level_by_regime": {
            "description": "A share for every state of a regime.", "type": "object", "additionalProperties": ref("share"),
            "propertyNames": ref("name"),
            "properties": {
                "by": key("The regime.", {"type": ["string", "null"], "pattern": NAME_PATTERN}),
                "source": SOURCE, "note": NOTE,
                "modifiers": key("What multiplies the level.", "speed_modifiers"),
            }},
        "sectors": with_defaults("Sectors by name.", "sector", "name", sector),
        "sector": noun("An industry of firms with stocks.", sector),
        "substitution": noun("The need falls toward what cannot be replaced, while supply is short.", {
            "source": SOURCE,
            "half_life": key("Half of `max` is reached after so long a shortage. Needed.", "positive_duration", "80 weeks"),
            "max": key("The share of the need that can be replaced. Needed.", "share_of_whole", "40%"),
        }),
    }


def markets():
    market = {
        "about": ABOUT, "source": SOURCE,
        "process": word("geometric (the default), or mean_reverting for a volatility index.", "geometric",
                        "mean_reverting"),
        "initial": key("The level at the start, with its unit. Needed.", "level", "11.2 USD/bu"),
        "volatility": key("Yearly volatility. Needed.", "volatility_with_modifiers", "15% per year"),
        "drift": key("Yearly drift of a geometric market. Default: 0.", "drift_with_modifiers", "3% per year"),
        "mean": key("The level to which a mean_reverting market returns. Needed there.", "level", "18 points"),
        "half_life": key("Half of a deviation is gone after this. Needed for a mean_reverting market.", "positive_duration",
                         "4 weeks"),
        "tails": key("Degrees of freedom of Student's t, 3 to 1000, or normal (the default).", {
            "type": ["string", "integer", "object", "null"], "required": ["value"], "additionalProperties": False,
            "pattern": TAILS_PATTERN, "minimum": 3, "maximum": 1000,
            "properties": {"value": {"type": ["string", "integer"], "pattern": TAILS_PATTERN, "minimum": 3,
                                     "maximum": 1000},
                           "range": {"$ref": "#/definitions/fixed_number/properties/range"},
                           "source": SOURCE, "note": NOTE}}, 5),
        "beta": key("Log-return for one unit of a factor: a map {FACTOR: loading}.", "beta", {"tension": "-1.5%"}),
    }
    cell = {"if": {"type": "object"}, "then": ref("fixed_correlation"), "else": {
        "type": ["string", "number"], "pattern": whole(rf"[+-]?(?:{UP_TO_1}|[0-9.]+{EXPONENT})"),
        "minimum": -1, "maximum": 1}}
    pair = {"type": ["string", "number", "object", "array", "null"], "if": {"type": "array"},
            "then": {"minItems": 2, "items": {"type": "array", "minItems": 1, "items": cell}},
            "else": ref("fixed_correlation")}
    return {
        "markets": with_defaults("Markets by name.", "market", "name_of_market", market),
        "name_of_market": {"allOf": [ref("name")], "not": {"enum": ["row", "source", "times"]}},
        "market": noun("A price or an index.", market),
        "beta": named("{FACTOR: loading}", "loading"),
        "correlations": {"type": ["array", "null"], "minItems": 1, "items": ref("correlation_entry"),
                         "description": "A list of entries {of: [A, B], is: 0.3}."},
        "correlation_entry": {
            "description": "The correlation of two noises, or of several.", "type": "object", "additionalProperties": False,
            "required": ["of", "is"],
            "properties": {
                "about": ABOUT, "note": NOTE, "source": SOURCE,
                "of": {"description": "Two or more of factors, flows, chains and markets; with factors., trade., supply. or "
                                      "markets. in front where a name is not unique. Needed.",
                       "type": "array", "minItems": 2, "uniqueItems": True, "items": ref("dotted_name"),
                       "examples": [["markets.soybeans", "vix"]]},
                "is": key("A number between -1 and 1; for more than two the lower triangle, [[1], [0.2, 1], [0.1, 0.3, 1]]. "
                          "Needed.", pair, "-0.1"),
            },
            "if": {"properties": {"of": {"minItems": 3}}}, "then": {"properties": {"is": {"type": "array"}}}},
    }


def outcomes():
    by = {"by": key("Until the end of this day. Default: the end.", "date", "2026-12-31")}
    forms = {
        "event": (key("An event happens, or EVENT.OUTCOME.", "event_name", "snapback"), ["by"]),
        "regime": (key("A condition on regimes holds.", "regime_condition", {"tariffs": ["calm", "stress"]}),
                   ["by", "at", "throughout"]),
        "commitment": (key("About a commitment.", {"type": ["string", "null"], "pattern": DOTTED_PATTERN}, "soybeans.initial"),
                       ["ordered", "shipped"]),
        "flow": (key("About a flow.", {"type": ["string", "null"], "pattern": NAME_PATTERN}, "soybeans"),
                 ["ordered", "shipped"]),
        "sector": (key("About a sector.", {"type": ["string", "null"], "pattern": DOTTED_PATTERN}, "rare_earths.automotive"),
                   ["disrupted_days", "loss"]),
        "market": (key("About a market.", {"type": ["string", "null"], "pattern": NAME_PATTERN}, "sp500"),
                   ["return", "drawdown"]),
        "all": (key("All of these hold: a list of outcomes and names of outcomes.", "parts_of_outcome"), []),
        "any": (key("One of these holds: a list of outcomes and names of outcomes.", "parts_of_outcome"), []),
        "not": (key("This outcome does not hold.", "part_of_outcome"), []),
    }
    said = {
        "by": key("At some time until the end of this day.", "date", "2026-12-31"),
        "at": key("At the end of this day.", "date", "2026-12-31"),
        "throughout": key("From the start to the end of this day.", "date", "2026-12-31"),
        "ordered": key("What is ordered: a comparison, or {} for the quantity itself.", "amount", {"at_least": "100%"}),
        "shipped": key("What is shipped: a comparison, or {} for the quantity itself.", "amount", {"at_least": "100%"}),
        "disrupted_days": key("How many days the sector is disrupted.", "time_lost", {"at_least": 28}),
        "loss": key("Weeks of output lost.", "time_lost", {"above": "1 week"}),
        "return": key("Simple return since the start.", "market_return", {"below": "-15%"}),
        "drawdown": key("Largest fall from a high.", "market_drawdown", {"above": "20%"}),
    }
    about = {"about": ABOUT, "note": NOTE, "source": SOURCE,
             "given": key("Counts the paths alone on which this outcome holds.", "part_of_outcome", "breaks_in_2026")}
    rules = [at_most_one(OUTCOME_FORMS), at_most_one(["by", "at", "throughout"]),
             at_most_one(["ordered", "shipped", "disrupted_days", "loss", "return", "drawdown"])]
    for form, (_, goes_with) in forms.items():
        rules.append({"if": {"required": [form]}, "then": {"propertyNames": {"enum": [form, *goes_with, *about]}}})
    rules.append({"if": {"required": ["commitment"]}, "then": {"properties": {
        name: {"properties": {"by": False}} for name in ("ordered", "shipped")}}})
    in_volume = {"properties": {name: {"if": {"type": "string"}, "then": scalar(*QUANTITIES["volume"][1:])}
                                for name in comparisons("", "text")}}
    rules.append({"if": {"required": ["flow"]},
                  "then": {"properties": {"ordered": in_volume, "shipped": in_volume}}})
    keys = {**{name: schema for name, (schema, _) in forms.items()}, **said}
    return {
        "outcomes": named("Outcomes by name.", "outcome"),
        "outcome": noun("A statement or a quantity about a path.", {**about, **keys}) | {"allOf": rules},
        "part_of_outcome": {
            "description": "An outcome, or the name of one.", "type": ["string", "object", "null"], "pattern": NAME_PATTERN,
            "additionalProperties": False, "properties": keys, "allOf": rules},
        "parts_of_outcome": {"type": ["array", "null"], "minItems": 1, "items": {
            "type": ["string", "object"], "allOf": [ref("part_of_outcome"), ref("complete_part")]}},
        "amount": noun("A share of a commitment or a volume.",
                       {**by, **comparisons("It", "fixed_share_or_volume", "12 Mt", "100%")}),
        "time_lost": noun("Days or weeks.", {**by, **comparisons("It", "fixed_time_lost", 28)}),
        "market_return": noun("A return.", {"at": key("At the end of the step that holds this day. Default: the end.", "date"),
                                            **comparisons("It", "fixed_least_return", "-15%")}),
        "market_drawdown": noun("A drawdown.", {"at": key("From the start to this day. Default: the end.", "date"),
                                                **comparisons("It", "fixed_share_of_whole", "20%")}),
    }

