"""Which change of a rejected row is the cheapest that turns it, step by step?

A path is a row with some features set to new values. Each round asks about all single steps from the paths
that gained most for their cost; the last rounds go back along the cheapest path that turned the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Answers, CheckInput
from core.checks.parts.asked import Block, Said, questions, rises, said, sampled
from core.checks.parts.movable import Feature, features
from core.options import Change, FeatureRule

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from core.checks.parts.asked import Values

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

STEPS = (0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Steps of one number in standard deviations."""
DEPTH = 3
"""Features changed together at most."""
BEAM = 2
"""Paths of a row that are followed."""
BACK = 2
"""Rounds that go back along the cheapest path, each with `_BACK_STEPS` steps."""
MOST_ROWS = 300
MOST_CATEGORIES = 8
_BACK_STEPS = 8
_BUDGET = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One feature a person can change."""

    feature: Feature
    rule: FeatureRule
    cost: float
    """Of one standard deviation, or of another category."""
    number: bool
    """Whether it is moved along its numbers instead of swapped."""

    @property
    def actions(self) -> int:
        """Return how many steps are tried at most."""
        if not self.number:
            return min(len(self.feature.categories), MOST_CATEGORIES)
        return len(STEPS) * (2 if self.rule.change is Change.ANY else 1)


@dataclass(frozen=True, slots=True)
class Paths:
    """Changed rows: which row, what each option is set to (NaN: unchanged), and what it costs."""

    row: "Places"
    target: "Floats"
    """Shape (paths, options): a number, or the code of a category."""
    cost: "Floats"

    def at(self, mask: "Places | npt.NDArray[np.bool_]") -> "Paths":
        """Return some of the paths."""
        return Paths(self.row[mask], self.target[mask], self.cost[mask])


@dataclass(frozen=True, slots=True)
class Best:
    """The cheapest path found for each row; infinite cost where none turned it."""

    target: "Floats"
    cost: "Floats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is searched, how far it came, and what is asked next."""

    rows: "Places"
    """Positions of the rejected rows."""
    options: tuple[Option, ...]
    best: Best
    asked: Paths | None
    """None when the search is over."""
    refused: bool = False
    """Whether the model gave no answer."""


def options_of(data: CheckInput) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """Return the features that can be changed, and those with a rule whose values cannot be moved."""
    by_name = {item.name: item for item in features(data)}
    found, still = [], []
    for rule in data.options.rules:
        item = by_name.get(rule.column)
        if item is None or rule.change is Change.FIXED:
            continue
        directed = rule.change is not Change.ANY
        number = item.moves or (directed and item.numbers.size > 0 and item.deviation > 0)
        if number or (item.swaps and not directed):
            cost = max(0.0, float(Fraction(rule.cost)))
            found.append(Option(feature=item, rule=rule, cost=cost, number=number))
        else:
            still.append(rule.column)
    return tuple(found), tuple(still)


def search(data: CheckInput, rejected: "npt.NDArray[np.bool_]", rounds: Sequence[Answers]) -> Search:
    """Go through the rounds that were answered and say what is asked next.

    Parameters
    ----------
    data
        The check's input.
    rejected
        Shape (rows,): which rows are rejected.
    rounds
        Answers so far.

    Returns
    -------
    Search
        The same for the same input and answers.
    """
    options, _ = options_of(data)
    actions = max(1, sum(option.actions for option in options))
    rows = sampled(data, max(1, min(MOST_ROWS, _BUDGET // (actions * BEAM))), "gaming", rejected)
    size = (len(rows), len(options))
    best = Best(np.full(size, np.nan), np.full(len(rows), np.inf))
    root = Paths(np.arange(len(rows)), np.full(size, np.nan), np.zeros(len(rows)))
    state = Search(rows=rows, options=options, best=best, asked=_first(root, rows, options))
    base = _plain_scores(data, rows)
    for number, answers in enumerate(rounds):
        if state.asked is None:
            break
        state = _next(data, state, answers, (number, base))
    return state


def asked_table(data: CheckInput, state: Search) -> "pd.DataFrame | None":
    """Lay the paths of the next round out as rows of the table."""
    paths = state.asked
    if paths is None or not len(paths.row):
        return None
    places = state.rows[paths.row]
    changed: dict[str, Values] = {}
    for at, option in enumerate(state.options):
        wanted = paths.target[:, at]
        moved = np.isfinite(wanted)
        if not moved.any():
            continue
        array = option.feature.column.iloc[places].reset_index(drop=True).array.copy()
        if option.number:
            array[moved] = option.feature.cast(wanted[moved])
        else:
            array[moved] = option.feature.of_codes(wanted[moved].astype(np.int64))
        changed[option.feature.name] = array
    return questions(data, [Block(rows=places, changed=changed)])


def _plain_scores(data: CheckInput, rows: "Places") -> "Floats":
    if data.score is None or len(data.score) != len(data.table):
        return np.full(len(rows), np.nan)
    plain: Floats = np.asarray(data.score, dtype=float)[rows] * (1.0 if rises(data) else -1.0)
    return plain


def _first(root: Paths, rows: "Places", options: tuple[Option, ...]) -> Paths | None:
    paths = _stepped(root, rows, options)
    return paths if len(paths.row) else None


def _next(data: CheckInput, state: Search, answers: Answers, at: "tuple[int, Floats]") -> Search:
    """Read one round and choose the next."""
    number, base = at
    paths = state.asked
    assert paths is not None  # noqa: S101 (the caller stops when the search is over)
    heard = said(data, answers)
    accepted = heard.accepted
    if accepted is None or len(accepted) != len(paths.row):
        return replace(state, asked=None, refused=True)
    best = _better(state.best, paths, accepted)
    state = replace(state, best=best)
    if number < DEPTH - 1:
        beam = _beam(paths, heard, base, best)
        grown = _stepped(beam, state.rows, state.options)
        cheaper = grown.at(grown.cost < best.cost[grown.row] - 1e-12)
        if len(cheaper.row):
            return replace(state, asked=cheaper)
    return replace(state, asked=_back(state, number))


def _better(best: Best, paths: Paths, accepted: "npt.NDArray[np.bool_]") -> Best:
    """Keep the cheapest path of each row that was accepted; the first one of equal ones."""
    target, cost = best.target.copy(), best.cost.copy()
    for at in np.flatnonzero(accepted):
        row = paths.row[at]
        if paths.cost[at] < cost[row]:
            target[row], cost[row] = paths.target[at], paths.cost[at]
    return Best(target, cost)


def _beam(paths: Paths, heard: Said, base: "Floats", best: Best) -> Paths:
    """Choose for each row the paths that gained most for their cost and may still become the cheapest."""
    if heard.good is None:
        return paths.at(np.zeros(0, dtype=np.int64))
    start = np.where(np.isfinite(base), base, np.nanmin(heard.good) if len(heard.good) else 0.0)
    gain = heard.good - start[paths.row]
    open_ = np.flatnonzero((gain > 0) & (paths.cost < best.cost[paths.row]))
    worth = gain[open_] / np.maximum(paths.cost[open_], 1e-9)
    order = open_[np.lexsort((-worth, paths.row[open_]))]
    kept, seen = [], dict[int, int]()
    for at in order:
        row = int(paths.row[at])
        if seen.get(row, 0) < BEAM:
            seen[row] = seen.get(row, 0) + 1
            kept.append(int(at))
    return paths.at(np.array(kept, dtype=np.int64))


def _stepped(paths: Paths, rows: "Places", options: tuple[Option, ...]) -> Paths:
    """Take every single step from each path with a feature it has not changed yet."""
    parts = []
    for at, option in enumerate(options):
        free = paths.at(np.isnan(paths.target[:, at]))
        targets, costs = _targets(option, rows[free.row])
        for values, cost in zip(targets.T, costs.T, strict=True):
            usable = np.isfinite(values)
            changed = free.target[usable].copy()
            changed[:, at] = values[usable]
            parts.append(Paths(free.row[usable], changed, free.cost[usable] + cost[usable]))
    return _joined(parts) if parts else paths.at(np.zeros(0, dtype=np.int64))


def _joined(parts: "Sequence[Paths]") -> Paths:
    return Paths(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.target for part in parts]),
        np.concatenate([part.cost for part in parts]),
    )


def _targets(option: Option, places: "Places") -> "tuple[Floats, Floats]":
    """Return the values a feature can be set to for each row, NaN where there is none, and the costs."""
    item = option.feature
    if not option.number:
        common = np.sort(np.argsort(-item.shares, kind="stable")[:MOST_CATEGORIES])
        targets = np.broadcast_to(common.astype(float), (len(places), len(common))).copy()
        targets[targets == item.codes[places][:, None]] = np.nan
        return targets, np.where(np.isfinite(targets), option.cost, np.nan)
    signs = {Change.UP: (1.0,), Change.DOWN: (-1.0,)}.get(option.rule.change, (-1.0, 1.0))
    steps = np.array([sign * step for sign in signs for step in STEPS])
    return _limited(option, item.numbers[places][:, None] + steps * item.deviation, places)


def _limited(option: Option, targets: "Floats", places: "Places") -> "tuple[Floats, Floats]":
    """Keep numbers to what is possible, whole ones whole, and return them with their costs."""
    item, rule = option.feature, option.rule
    start = item.numbers[places][:, None]
    low = item.low if rule.low is None else float(Fraction(rule.low))
    high = item.high if rule.high is None else float(Fraction(rule.high))
    held = np.clip(targets, low, high)
    held = np.rint(held) if item.whole else held
    wrong = (rule.change is Change.UP) & (held < start) | (rule.change is Change.DOWN) & (held > start)
    held = np.where(wrong | (held == start), np.nan, held)
    return held, np.abs(held - start) / item.deviation * option.cost


def _back(state: Search, number: int) -> Paths | None:
    """Go back along the cheapest path of each turned row, in even steps."""
    turned = np.flatnonzero(np.isfinite(state.best.cost))
    if number >= DEPTH - 1 + BACK or not len(turned):
        return None
    fine = _BACK_STEPS ** max(0, number - DEPTH + 1)
    shares = 1 - (1 - np.arange(1, _BACK_STEPS) / _BACK_STEPS) / fine
    return _shorter(state, [_nearer(state, turned, float(share)) for share in shares])


def _nearer(state: Search, turned: "Places", share: float) -> Paths:
    """Go only a share of the way with numbers; categories stay changed."""
    places = state.rows[turned]
    target = state.best.target[turned].copy()
    cost = np.zeros(len(turned))
    for at, option in enumerate(state.options):
        if not option.number:
            cost += np.where(np.isfinite(target[:, at]), option.cost, 0.0)
            continue
        start = option.feature.numbers[places]
        held, spent = _limited(option, (start + share * (target[:, at] - start))[:, None], places)
        target[:, at] = held[:, 0]
        cost += np.nan_to_num(spent[:, 0])
    return Paths(turned, target, cost)


def _shorter(state: Search, parts: Sequence[Paths]) -> Paths | None:
    """Keep the paths that are cheaper than the best ones."""
    every = _joined(parts)
    cheaper = every.at(every.cost < state.best.cost[every.row] - 1e-12)
    return cheaper if len(cheaper.row) else None
