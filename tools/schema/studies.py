"""A study (sweep, design, vary) as JSON Schema: scenarios/studies/schema.json."""
from nouns import key, noun, whole_number
from numbers_of_scenarios import W

SEED = {"type": ["string", "integer"], "pattern": "^(?:0|[1-9][0-9]{0,19})$", "minimum": 0}
SCALAR = {"type": ["string", "number", "boolean"]}
PATHS = whole_number(rf"^{W}(?:[1-9][0-9]{{0,8}}|[1-3][0-9]{{9}}|4000000000){W}$", 1, 4000000000)
POINTS = whole_number(rf"^{W}(?:[1-9][0-9]{{0,5}}|1000000){W}$", 1, 1000000)
STEPS = whole_number(rf"^{W}(?:[2-9]|[1-9][0-9]{{1,4}}|100000){W}$", 2, 100000)


def schema():
    vary = {
        "description": "What one address takes on: `range` for the number's own, or a map.",
        "anyOf": [
            {"enum": ["range"]},
            {"type": "object", "additionalProperties": False, "required": ["values"], "properties": {
                "values": key("The values, as the scenario would say them.", {"type": "array", "minItems": 1},
                              ["0.5 Mt/week", "0.9 Mt/week"])}},
            {"type": "object", "additionalProperties": False, "dependencies": {"from": ["to"], "to": ["from"]},
             "properties": {
                 "from": key("One end, with its unit. Without both ends: the number's own range.", SCALAR, "0.5 per year"),
                 "to": key("The other end, in the same unit.", SCALAR, "3 per year"),
                 "steps": key("In a grid: how many values, the ends included.", STEPS, 6),
                 "scale": {"description": "How the values are spread. Default: linear.", "enum": ["linear", "log"]}}},
        ],
    }
    design = noun("Which points are run.", {
        "method": {"description": "Every combination, or points that fill the space evenly.",
                   "enum": ["grid", "latin_hypercube", "sobol", "list"]},
        "points": key("How many points, 1 to 1,000,000. For latin_hypercube and sobol.", POINTS, 512),
        "seed": key("Seed of the design. Default: 1. For latin_hypercube and sobol.", SEED, 1),
        "list": key("The points, one by one: maps {ADDRESS: value}, all with the same keys.",
                    {"type": "array", "minItems": 1, "items": {"type": "object", "minProperties": 1}},
                    [{"events.stress.rate": "2 per year"}]),
    }, anyOf=[{"required": ["list"]},
              {"required": ["method"], "properties": {"method": {"const": "grid"}, "points": False, "seed": False}},
              {"required": ["method", "points"],
               "properties": {"method": {"enum": ["latin_hypercube", "sobol"]}}}])
    design["type"] = "object"
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A study of simulate",
        "description": "What simulate sweep reads: docs/scenario-language.md explains every key.",
        "type": "object",
        "additionalProperties": False,
        "required": ["scenario", "design"],
        "properties": {
            "sweep": key("The study's name, which becomes the result file's. Default: the file's name.",
                         {"type": ["string", "number"], "pattern": "^[A-Za-z0-9_-]{1,64}$"}, "hazard-and-compliance"),
            "title": key("One line that heads the summary.", {"type": ["string", "number", "null"]}),
            "notes": key("Free text: what is asked.", {"type": ["string", "number", "null"]}),
            "scenario": key("The scenario's file, seen from this one.", {"type": "string", "minLength": 1}, "../base.yaml"),
            "design": design,
            "vary": {"description": "What varies: a map of addresses as --set takes them, or `assumptions` for all numbers "
                                    "that have a range.",
                     "anyOf": [{"enum": ["assumptions"]},
                               {"type": "object", "minProperties": 1, "additionalProperties": vary}]},
            "paths": key("Paths of each point. Default: 20000.", PATHS, 20000),
            "seed": key("Seed of the random numbers of all points. Default: the scenario's.", SEED, 7),
        },
    }
