"""What a scenario needs that does not extend another: keys that must stand there, and no null that removes nothing.
Where `defaults` says more than a source, its entries may be parts of a whole too, and little is asked of them."""
from nouns import MONTHS, OUTCOME_FORMS
from numbers_of_scenarios import A_ZERO, FORMS, ref, whole

SAYS_LITTLE = {"properties": {"defaults": {"propertyNames": {"enum": ["about", "note", "source"]}}}}
NOTHING_REMOVED = ref("nothing_removed")


def needs(*keys):
    return {"required": list(keys)}


def one_of(keys):
    return {"anyOf": [needs(key) for key in keys]}


def each(schema, **more):
    """Every entry of a map."""
    return {"additionalProperties": schema, **more}


def properties(**schemas):
    return {"properties": schemas}


def without(*keys):
    return {"not": one_of(keys)}


def only(*keys):
    """A map that has none but these keys."""
    return {"propertyNames": {"enum": list(keys)}}


def on_maps(schema):
    return {"if": {"type": "object"}, "then": schema}


def not_in_defaults(*keys):
    return properties(defaults={"not": one_of(keys)})


def entries(schema):
    """The entries of a map that may hold `defaults`."""
    return {"properties": {"defaults": True}, "additionalProperties": schema}


TEXTS = dict.fromkeys(["about", "note", "source"], True)
SOLID = {"not": {"type": "null"}, "properties": TEXTS, "additionalProperties": NOTHING_REMOVED}
MODIFIERS = each(ref("complete_modifier"))
CONDITION = ref("complete_condition")
NO_TIME_OF_YEAR = {"type": ["string", "number"], "pattern": whole(rf"[+-]?{A_ZERO}"), "minimum": 0, "maximum": 0}
SEASONS = {**needs(*MONTHS), "not": properties(**dict.fromkeys(MONTHS, NO_TIME_OF_YEAR))}
TIMED = ["rate", "probability", "delay"]


def effects():
    return {"trigger": each(ref("complete_trigger")), "shock": ref("complete_shock")}


def definitions():
    modified = on_maps(properties(modifiers=MODIFIERS))
    event = {
        **properties(**{"while": CONDITION, "when": CONDITION}, modifiers=MODIFIERS, outcomes={
            **each({"allOf": [
                needs("probability"), properties(probability=modified, modifiers=MODIFIERS, **effects()),
                {"if": properties(probability={"const": "rest"}), "then": without("modifiers")}]})},
            **dict.fromkeys(TIMED, modified), **effects()),
        "allOf": [
            {"if": needs("shift"), "then": needs("date")},
            {"if": needs("modifiers"), "then": one_of(TIMED)},
            {"if": needs("repeat"), "then": one_of([*TIMED, "date", "when"])},
            {"if": needs("date"), "then": properties(repeat={"enum": ["false", False]})},
            properties(probability=on_maps({"not": only("source", "note", "modifiers")})),
        ],
    }
    modifier = {
        **properties(**{"while": CONDITION}),
        "allOf": [
            one_of(["times", "plus", "odds", "factor"]),
            {"if": needs("factor"), "then": needs("ratio")},
            {"if": needs("ratio"), "then": needs("factor")},
            {"if": needs("before"), "then": needs("within")},
            {"if": needs("within"), "then": one_of(["since", "before"])},
            {"if": needs("every"),
             "then": {**needs("between"), **properties(between={"items": ref("month_day")})},
             "else": properties(between={"items": ref("date_text")})},
        ],
    }
    condition = {
        "minProperties": 1,
        **properties(
            **{"not": CONDITION},
            commitment={"minProperties": 1, **each(needs("below"))},
            market={"minProperties": 1, **each(needs("drawdown_above"))},
            sector={"minProperties": 1},
            factor={"minProperties": 1, **each(one_of(["above", "below"]))}),
    }
    comparison = on_maps(one_of(["at_least", "at_most", "above", "below"]))
    asks = [  # form, of which one is needed
        ("commitment", ["ordered", "shipped"]), ("flow", ["ordered", "shipped"]),
        ("sector", ["disrupted_days", "loss"]), ("market", ["return", "drawdown"]),
        ("regime", ["by", "at", "throughout"]),
    ]
    outcome = {
        **properties(regime=CONDITION, given=ref("complete_part"), **{"not": ref("complete_part")}),
        "allOf": [one_of(OUTCOME_FORMS), *({"if": needs(form), "then": one_of(keys)} for form, keys in asks)],
    }
    statement = {"allOf": [ref("complete_outcome"), properties(
        **{key: comparison for form, keys in asks if form != "regime" for key in keys})]}
    mean_reverting = {"required": ["process"], **properties(process={"const": "mean_reverting"})}
    substitution = properties(substitution=needs("half_life", "max"))
    return {
        "nothing_removed": {"not": {"type": "null"}, "additionalProperties": NOTHING_REMOVED},
        "complete_condition": condition,
        "complete_modifier": modifier,
        "complete_event": event,
        "complete_trigger": {
            **properties(probability=modified, modifiers=MODIFIERS),
            "allOf": [one_of(["probability", "always"]), {"if": needs("always"), "then": without("modifiers")}]},
        "complete_shock": on_maps({"if": without("row"), "then": {"not": only("times", "source")}}),
        "complete_outcome": outcome,
        "complete_part": on_maps(statement),
        "complete_market": {
            "if": mean_reverting,
            "then": {**needs("mean", "half_life"), **without("drift")},
            "else": without("mean", "half_life")},
        "complete": {
            "description": "A scenario that extends no other.",
            "required": ["start", "end"],
            "anyOf": [{**needs(section), **properties(**{section: {"minProperties": 1}})}
                      for section in ("regimes", "trade", "supply", "markets", "factors")],
            "additionalProperties": NOTHING_REMOVED,
            "properties": {
                "factors": {"allOf": [NOTHING_REMOVED, each({
                    **needs("half_life", "sd"), **properties(mean=modified)})]},
                "regimes": {"allOf": [NOTHING_REMOVED, each(on_maps(needs("states")))]},
                "truce": {"allOf": [NOTHING_REMOVED, needs("holds_while"), properties(holds_while=CONDITION)]},
                "events": {"not": only("defaults"), "if": SAYS_LITTLE,
                           "then": entries({"allOf": [SOLID, ref("complete_event")]})},
                "shocks": {"not": {"anyOf": [{"type": "null"}, only("markets", "source")]}, **needs("markets"),
                           **each({"not": {"type": "null"}})},
                "trade": {"allOf": [NOTHING_REMOVED, each({
                    **needs("unit"), **properties(
                        commitments=each(needs("quantity", "from", "to")),
                        seasonality=SEASONS, shipping_seasonality=SEASONS,
                        **dict.fromkeys(["baseline", "pace", "capacity", "shipping_capacity"], modified))})]},
                "supply": {"not": {"type": "null"}, **each({
                    **needs("level", "sectors"), "additionalProperties": NOTHING_REMOVED,
                    "properties": {
                        "level": {"allOf": [NOTHING_REMOVED, on_maps(one_of(["by", "value", *FORMS])), modified]},
                        "sectors": {"not": only("defaults"), "allOf": [
                            {"if": SAYS_LITTLE, "then": entries(SOLID)},
                            {"if": not_in_defaults("cover"), "then": entries(needs("cover"))},
                            {"if": not_in_defaults("exposure"), "then": entries(needs("exposure"))},
                            {"if": not_in_defaults("substitution"), "then": entries(substitution)}]},
                    }})},
                "markets": {"allOf": [
                    {"not": only("defaults")},
                    {"if": {"not": needs("defaults")}, "then": each(NOTHING_REMOVED)},
                    {"if": not_in_defaults("initial"), "then": entries(needs("initial"))},
                    {"if": not_in_defaults("volatility"), "then": entries({
                        **needs("volatility"), **properties(volatility=modified)})},
                    {"if": not_in_defaults("process", "mean", "half_life", "drift"),
                     "then": entries(ref("complete_market"))}]},
                "outcomes": {"allOf": [NOTHING_REMOVED, each(ref("complete_outcome"))]},
            },
        },
    }
