#!/usr/bin/python3
"""Workload W1, twice: as a scenario for `simulate`, and as the NumPy program that an analyst would write for it.

usage: w1.py yaml                  print the scenario (bench/w1.yaml)
       w1.py run [PATHS] [CHUNK]   simulate it with NumPy; print means, and paths per second of CPU time: without fans,
                                   with fans (np.quantile of 12 series at every week), and with the same fans from
                                   sorted rows (far cheaper where NumPy sorts with AVX-512)
       w1.py agree FILE [PATHS]    simulate it and hold the means against FILE, the summary of `simulate --json`

W1: 169 weeks, four regimes of three states, twelve events that speed each other up, a factor that events load on and
jump, a flow that buyers steer toward four commitments, a chain with three sectors, five correlated markets that events
shock. The program holds columns over a chunk of paths; paths on which an event fires are taken out of the columns and
advanced from firing to firing, at the firings' exact instants.
"""
import json
import sys
import time

import numpy as np

START = np.datetime64("2025-10-30")
WEEKS = 169
YEARS_PER_WEEK = 7 / 365.25
SEED = 7

# Events. Number 3 k + s leaves state s of regime k for the next state, (s + 1) mod 3.
REGIMES = ["tariffs", "metals", "chips", "purchases"]
STATES = ["s0", "s1", "s2"]
RATE_PER_YEAR = [0.25, 0.4, 1.5]  # by the state that is left
FACTOR_RATIO = [2.2, 2.2, 0.6]
FACTOR_JUMP = [0.1, 0.2, -0.15]
PRESSURE = [1.0, 1.5, 2.5]  # each other regime's state multiplies the hazard by it, or divides where s2 is left
HOT_WEEKS, HOT_TIMES = (50, 57), 3.0  # event 0 is three times as likely then

FACTOR_HALF_LIFE_WEEKS, FACTOR_SD = 26, 0.35

BASELINE, PACE, CAPACITY, NOISE = 0.35, 0.5, 1.8, 0.25  # Mt a week; coefficient of variation of a week
SEASON = [1.6, 1.0, 0.8, 0.7, 0.6, 0.6, 0.7, 0.8, 1.0, 1.4, 1.5, 1.3]
PURCHASES_TIMES = [1.0, 0.5, 0.05]  # on baseline and pace, by regime state
TARIFFS_TIMES = [1.0, 0.6, 0.2]
COMMITMENTS = [(12, 0, 13), (25, 13, 62), (25, 62, 114), (25, 114, 166)]  # Mt, first week, one past the last

LEVEL = [1.05, 0.7, 0.15]  # the chain's flow by state of `metals`
COVER_WEEKS = {"auto": 8, "goods": 6, "robots": 4}

DRIFT = [0.02, 0.03, 0.0, 0.05, 0.01]  # per year
VOLATILITY = [0.25, 0.2, 0.3, 0.35, 0.1]
CORRELATION = 0.3
MARKETS = len(DRIFT)


def log_shock(event, market):
    """What a firing adds to a market's log price."""
    size = 0.005 * (1 + (5 * event + 3 * market) % 7)
    return size if event % 3 == 2 else -size


def pressure_on(state_left, other_state):
    """The factor on a hazard from one other regime's state."""
    return 1 / PRESSURE[other_state] if state_left == 2 else PRESSURE[other_state]


# The scenario


def first_day(week):
    return str(START + np.timedelta64(7 * week, "D"))


def last_day(week):
    """The last day before `week`: the language's end dates include their day."""
    return str(START + np.timedelta64(7 * week - 1, "D"))


def percent(share):
    return f"{100 * share:.12g}%"


def event_entry(k, s):
    event = 3 * k + s
    modifiers = {}
    for other in REGIMES:
        if other != REGIMES[k]:
            for state in (1, 2):
                test = {other: STATES[state]}
                modifiers[f"{other}_{STATES[state]}"] = {"while": test, "times": pressure_on(s, state)}
    modifiers["mood"] = {"factor": "x", "ratio": FACTOR_RATIO[s]}
    if event == 0:
        between = [first_day(HOT_WEEKS[0]), last_day(HOT_WEEKS[1])]
        modifiers["hot"] = {"between": between, "times": HOT_TIMES}
    return {
        "while": {REGIMES[k]: STATES[s]},
        "rate": f"{RATE_PER_YEAR[s]} per year",
        "modifiers": modifiers,
        "set": {REGIMES[k]: STATES[(s + 1) % 3]},
        "jump": {"x": FACTOR_JUMP[s]},
        "shock": {f"m{j}": percent(np.expm1(log_shock(event, j))) for j in range(MARKETS)},
    }


def scenario():
    buying = {}
    for regime, times in (("purchases", PURCHASES_TIMES), ("tariffs", TARIFFS_TIMES)):
        for state in (1, 2):
            buying[f"{regime}_{STATES[state]}"] = {"while": {regime: STATES[state]}, "times": times[state]}
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    commitments = {
        f"w{i}": {"quantity": f"{quantity} Mt", "from": first_day(begin), "to": last_day(end), "haste": 1}
        for i, (quantity, begin, end) in enumerate(COMMITMENTS)
    }
    beans = {
        "unit": "Mt",
        "baseline": {"value": f"{BASELINE} Mt/week", "modifiers": buying},
        "seasonality": dict(zip(months, SEASON)),
        "noise": percent(NOISE),
        "capacity": f"{CAPACITY} Mt/week",
        "pace": {"value": f"{PACE} Mt/week", "modifiers": buying},
        "commitments": commitments,
    }
    magnets = {
        "level": {"by": "metals", **{state: percent(level) for state, level in zip(STATES, LEVEL)}},
        "sectors": {name: {"cover": f"{weeks} weeks", "exposure": "100%"} for name, weeks in COVER_WEEKS.items()},
    }
    markets = {
        f"m{j}": {
            "initial": "100 USD",
            "drift": f"{percent(DRIFT[j])} per year",
            "volatility": f"{percent(VOLATILITY[j])} per year",
        }
        for j in range(MARKETS)
    }
    factor = {"mean": 0, "half_life": f"{FACTOR_HALF_LIFE_WEEKS} weeks", "sd": FACTOR_SD, "initial": 0}
    return {
        "schema": 1,
        "scenario": "w1",
        "title": "Workload W1",
        "start": str(START),
        "end": last_day(WEEKS),
        "step": "1 week",
        "run": {"paths": 100000, "seed": SEED, "sample_paths": 0},
        "factors": {"x": factor},
        "regimes": {name: {"states": STATES} for name in REGIMES},
        "truce": {"holds_while": {"tariffs": ["s0", "s1"]}},
        "events": {f"e{3 * k + s}": event_entry(k, s) for k in range(len(REGIMES)) for s in range(3)},
        "trade": {"beans": beans},
        "supply": {"magnets": magnets},
        "markets": markets,
        "correlation": [{"of": [f"m{j}", f"m{i}"], "is": CORRELATION} for j in range(MARKETS) for i in range(j)],
        "horizons": [last_day(52), last_day(WEEKS)],
    }


def flow_text(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow_text(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return repr(value) if isinstance(value, float) else str(value)


def block_lines(entries, indent=""):
    """Block style where an entry does not fit on a line of 120, flow style where it does."""
    for key, value in entries.items():
        line = f"{indent}{key}: {flow_text(value)}"
        if len(line) <= 120 or not isinstance(value, (dict, list)):
            yield line
            continue
        yield f"{indent}{key}:"
        if isinstance(value, dict):
            yield from block_lines(value, indent + "  ")
        else:
            yield from (f"{indent}  - {flow_text(entry)}" for entry in value)


# The program

# Tables by joint state r_tariffs + 3 r_metals + 9 r_chips + 27 r_purchases.
JOINT_STATES = 81
DIGIT = np.array([[joint // 3**k % 3 for joint in range(JOINT_STATES)] for k in range(4)])
PLACE = 3 ** np.arange(4)


def hazard_table(hot):
    """Expected firings a week of the four clocks that run in a joint state, without the factor: [regime, joint]."""
    table = np.empty((4, JOINT_STATES))
    for joint in range(JOINT_STATES):
        for k in range(4):
            s = DIGIT[k, joint]
            table[k, joint] = RATE_PER_YEAR[s] * YEARS_PER_WEEK
            for other in range(4):
                if other != k:
                    table[k, joint] *= pressure_on(s, DIGIT[other, joint])
            if hot and k == 0 and s == 0:
                table[k, joint] *= HOT_TIMES
    return table


HAZARD, HOT_HAZARD = hazard_table(False), hazard_table(True)
FALLING = DIGIT == 2
BUYING = np.array(PURCHASES_TIMES)[DIGIT[3]] * np.array(TARIFFS_TIMES)[DIGIT[0]]
GAP = 1 - np.array(LEVEL)[DIGIT[1]]
LOG_RISE, LOG_FALL = np.log(FACTOR_RATIO[0]), np.log(FACTOR_RATIO[2])
JUMP = np.array(FACTOR_JUMP * 4)
SHOCK = np.array([[log_shock(event, j) for event in range(12)] for j in range(MARKETS)])

DECAY = 0.5 ** (1 / FACTOR_HALF_LIFE_WEEKS)
INNOVATION = FACTOR_SD * np.sqrt(1 - DECAY**2)

MIDDAYS = START + 7 * np.arange(WEEKS) * np.timedelta64(1, "D") + np.timedelta64(3, "D")
COMMERCIAL = BASELINE * (np.array(SEASON) / np.mean(SEASON))[MIDDAYS.astype("datetime64[M]").astype(int) % 12]
LOG_NOISE_SD = np.sqrt(np.log(1 + NOISE**2))
COVER = np.array(list(COVER_WEEKS.values()), float)[:, None]

SIGMA = np.array(VOLATILITY) * np.sqrt(YEARS_PER_WEEK)
MIX = SIGMA[:, None] * np.linalg.cholesky(np.where(np.eye(MARKETS) > 0, 1, CORRELATION))
LOG_DRIFT = (np.array(DRIFT) - np.array(VOLATILITY) ** 2 / 2) * YEARS_PER_WEEK

QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
FAN_SERIES = 7 + MARKETS


class Columns:
    """The state of a chunk of paths, a column for each variable."""

    def __init__(self, n, rng):
        self.rng = rng
        self.x = np.zeros(n)
        self.joint = np.zeros(n, np.int64)
        # A state is left only by its own event, whose clock is then drawn anew: only the four that run are kept.
        self.left = rng.standard_exponential((4, n))
        self.hazard = np.repeat(HAZARD[:, :1], n, axis=1)
        self.falling = np.zeros((4, n), bool)
        self.buying = np.full(n, BUYING[0])
        self.gap = np.full(n, GAP[0])
        self.log_price = np.zeros((MARKETS, n))
        self.count = np.zeros((12, n))
        self.broken = np.full(n, np.nan)

    def speed(self, columns=slice(None)):
        """Hazard of a week with the factor's loading."""
        x = self.x[columns]
        loading = np.where(self.falling[:, columns], np.exp(LOG_FALL * x), np.exp(LOG_RISE * x))
        loading *= self.hazard[:, columns]
        return loading

    def look_up(self, columns, table):
        joint = self.joint[columns]
        self.hazard[:, columns] = table[:, joint]
        self.falling[:, columns] = FALLING[:, joint]
        self.buying[columns] = BUYING[joint]
        self.gap[columns] = GAP[joint]

    def fire(self, columns, k, instant):
        """Clock k[i] of path columns[i] fires `instant[i]` weeks after the start."""
        s = DIGIT[k, self.joint[columns]]
        event = 3 * k + s
        self.joint[columns] += np.where(s == 2, -2, 1) * PLACE[k]
        self.x[columns] += JUMP[event]
        self.log_price[:, columns] += SHOCK[:, event]
        self.count[event, columns] += 1
        self.left[k, columns] = self.rng.standard_exponential(columns.size)
        breaks = (event == 1) & np.isnan(self.broken[columns])
        self.broken[columns[breaks]] = instant[breaks]


def advance_events(c, week):
    """Runs the week's events; returns the week's average of `buying` and `gap`."""
    hot = HOT_WEEKS[0] <= week < HOT_WEEKS[1]
    table = HOT_HAZARD if hot else HAZARD
    if week in HOT_WEEKS:
        c.look_up(np.arange(c.x.size), table)
    speed = c.speed()
    c.left -= speed
    columns = np.flatnonzero((c.left <= 0).any(axis=0))
    if columns.size == 0:
        return c.buying, c.gap
    touched = columns
    buying, gap = c.buying.copy(), c.gap.copy()
    buying[columns] = 0
    gap[columns] = 0
    rest = np.ones(columns.size)  # of the week
    speed = speed[:, columns]
    left = c.left[:, columns] + speed
    while True:
        wait = left / speed
        k = wait.argmin(axis=0)
        days = np.minimum(wait[k, np.arange(columns.size)], rest)
        crossing = days < rest
        buying[columns] += days * c.buying[columns]
        gap[columns] += days * c.gap[columns]
        c.left[:, columns] = left - days * speed
        if not crossing.all():
            columns, rest, k, days = columns[crossing], rest[crossing], k[crossing], days[crossing]
        if columns.size == 0:
            return buying, gap
        rest = rest - days
        c.fire(columns, k, week + 1 - rest)
        c.look_up(columns, table)
        speed = c.speed(columns)
        left = c.left[:, columns]


def simulate(n, rng, fan):
    """n paths. Fills fan[series, week, path]; returns what is reported of each path, a row each."""
    c = Columns(n, rng)
    position = np.zeros((len(COMMITMENTS), n))
    ordered = np.zeros(n)
    drawdown = np.zeros((len(COVER_WEEKS), n))
    loss = np.zeros_like(drawdown)
    disrupted = np.zeros_like(drawdown)
    for week in range(WEEKS):
        buying, gap = advance_events(c, week)
        z = rng.standard_normal((2 + MARKETS, n))

        c.x *= DECAY
        c.x += INNOVATION * z[0]

        rate = COMMERCIAL[week] * buying
        window = next((i for i, (_, begin, end) in enumerate(COMMITMENTS) if begin <= week < end), None)
        if window is not None:
            quantity, _, end = COMMITMENTS[window]
            room = np.maximum(quantity - position[window], 0)
            wanted = np.maximum(room / (end - week) - rate, 0)
            rate += np.minimum(np.minimum(PACE * buying, wanted), room)
        rate *= np.exp(LOG_NOISE_SD * z[1] - LOG_NOISE_SD**2 / 2)
        np.minimum(rate, CAPACITY, out=rate)
        ordered += rate
        if window is not None:
            position[window] += rate

        drawdown += gap
        short = np.maximum(drawdown - COVER, 0)
        loss += short
        disrupted += short > 1e-12
        np.clip(drawdown, 0, COVER, out=drawdown)

        c.log_price += MIX @ z[2:]
        c.log_price += LOG_DRIFT[:, None]

        row = fan[:, week]
        row[0], row[1], row[2], row[3] = ordered, rate, c.x, 1 - gap
        row[4:7], row[7:] = drawdown, c.log_price
    return np.vstack([position, c.broken, loss, disrupted, c.log_price, c.count])


def quantiles_of_sorted(fan):
    """The same as np.quantile(fan, QUANTILES, axis=2); sorts in place."""
    fan.sort(axis=2)
    at = np.array(QUANTILES) * (fan.shape[2] - 1)
    below = np.floor(at).astype(int)
    low, high = fan[:, :, below], fan[:, :, np.minimum(below + 1, fan.shape[2] - 1)]
    return np.moveaxis(low + (high - low) * (at - below), 2, 0)


# What each row of simulate() is, where the program's JSON summary has its mean, and how many of the summary's units one
# of ours is.
def figures():
    for i in range(len(COMMITMENTS)):
        yield f"ordered w{i} (Mt)", ["commitments", f"beans.w{i}", "ordered", "mean"], 1
    yield "truce broken after (weeks)", None, 7
    for key, unit, days in (("loss_weeks", "loss", 1), ("disrupted_days", "disrupted", 7)):
        for name in COVER_WEEKS:
            yield f"{unit} {name} (weeks)", ["sectors", f"magnets.{name}", key, "mean"], days
    for j in range(MARKETS):
        yield f"log return m{j}", ["markets", f"m{j}", "horizons", -1, "return", "mean_log_return"], 1
    for event in range(12):
        yield f"firings e{event}", ["events", f"e{event}", "firings"], 1


def mean_and_error(values):
    """Over the paths on which there is a value."""
    values = values[~np.isnan(values)]
    return values.mean(), values.std() / np.sqrt(values.size)


def simulate_in_chunks(paths, chunk, fan):
    seeds = np.random.SeedSequence(SEED).spawn(-(-paths // chunk))
    parts = []
    for i, seed in enumerate(seeds):
        part = slice(i * chunk, min(paths, (i + 1) * chunk))
        rng = np.random.Generator(np.random.SFC64(seed))
        parts.append(simulate(part.stop - part.start, rng, fan[:, :, part]))
    return np.hstack(parts)


def run(paths, chunk):
    began = time.process_time()
    fan = np.empty((FAN_SERIES, WEEKS, paths), np.float32)
    results = simulate_in_chunks(paths, chunk, fan)
    simulated = time.process_time()
    fans = np.quantile(fan, QUANTILES, axis=2)
    done = time.process_time()
    sorted_fans = quantiles_of_sorted(fan)
    seconds_to_sort = time.process_time() - done
    assert np.allclose(fans, sorted_fans, rtol=1e-4, atol=1e-5), "both ways give the same fans"
    for (label, _, _), values in zip(figures(), results):
        mean, error = mean_and_error(values)
        print(f"{label:28} {mean:10.5f} +- {error:.5f}")
    print(f"median orders by the end {fans[4, 0, -1]:.3f} Mt")
    print(f"simulation alone {paths / (simulated - began):.0f} paths/s")
    print(f"with fans {paths / (done - began):.0f} paths/s")
    print(f"with sorted fans {paths / (simulated - began + seconds_to_sort):.0f} paths/s")


def agree(file, paths):
    """Prints both programs' means; exit code 1 where they lie more than five standard errors apart."""
    with open(file, encoding="utf-8") as text:
        summary = json.load(text)
    results = simulate_in_chunks(paths, 4096, np.empty((FAN_SERIES, WEEKS, paths), np.float32))
    worst = 0.0
    print(f"{'':28} {'simulate':>10} {'NumPy':>10} {'z':>6}")
    for (label, place, scale), values in zip(figures(), results):
        if place is None:
            continue
        theirs = summary
        for key in place:
            theirs = theirs[key]
        mean, error = mean_and_error(values)
        z = (theirs["value"] / scale - mean) / np.hypot(error, theirs["standard_error"] / scale)
        worst = max(worst, abs(z))
        print(f"{label:28} {theirs['value'] / scale:10.5f} {mean:10.5f} {z:6.2f}")
    sys.exit(0 if worst < 5 else "w1.py: the two programs do not simulate the same model")


if __name__ == "__main__":
    command, arguments = sys.argv[1:2], sys.argv[2:]
    if command == ["yaml"] and not arguments:
        print("# Workload W1 of bench/README.md, written by `bench/w1.py yaml`.")
        print("\n".join(block_lines(scenario())))
    elif command == ["run"] and len(arguments) <= 2:
        run(*map(int, arguments + ["32768", "4096"][len(arguments) :]))
    elif command == ["agree"] and 1 <= len(arguments) <= 2:
        agree(arguments[0], int((arguments + ["32768"])[1]))
    else:
        sys.exit(__doc__)
