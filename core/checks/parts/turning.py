"""What is tried next to turn a refusal, given what the model said so far?

Single changes first, then pairs of the most helpful ones, then one more feature at a time for those still
refused; those already turned are made cheaper. The search is greedy: costs are upper bounds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import QUESTIONS, Answers, CheckInput
from core.checks.parts.chances import chance, granted, is_favorable
from core.checks.parts.moves import VALUES, Lever, levers, total_cost
from core.checks.parts.posing import drawn_rows, unchanged

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]

CASES = 100
MOST_FEATURES = 5
"""A change of more features is no advice to anybody."""
_STREAM = 51
_PAIRED, _MOVES = 4, 4
"""Features, and values of each, of which pairs are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Changes and what the model said to them."""

    case: "Rows"
    """Shape (changes,): place of the refused row among the cases."""
    positions: "Rows"
    """Shape (changes, features)."""
    cost: "Floats"
    chance: "Floats"
    turned: "Flags"

    def of(self, case: int) -> "Rows":
        """Return where the changes of a case stand."""
        return np.flatnonzero(self.case == case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Refused rows and what they may change."""

    data: CheckInput
    cases: "Rows"
    """Positions in the table."""
    levers: tuple[Lever, ...]
    own: "Rows" = field(repr=False)
    """Shape (cases, features)."""

    def tried(self, answers: Sequence[Answers]) -> Tried | None:
        """Return everything that was tried; None where answers are missing or do not fit the questions."""
        found = self._nothing()
        for answer in answers:
            asked = self.next(found)
            more = None if asked is None else self._answered(asked, answer)
            if more is None:
                return None
            found = _joined(found, more)
        return found

    def next(self, tried: Tried) -> "tuple[Rows, Rows] | None":
        """Return the cases and positions to try next; None when nothing is left."""
        if not len(tried.case):
            return self._single()
        seen = {(int(case), line.tobytes()) for case, line in zip(tried.case, tried.positions, strict=True)}
        deep = bool((self._changed(tried) > 1).any())
        found = list(self._new(seen, self._further(tried) if deep else self._pairs(tried)))
        if not found and not deep:
            found = list(self._new(seen, self._further(tried)))
        if not found:
            return None
        kept = found[:QUESTIONS]
        return np.array([case for case, _ in kept]), np.array([line for _, line in kept])

    def best(self, tried: Tried, case: int) -> int | None:
        """Return the cheapest change that turns a case, of the fewest features; None if there is none."""
        good = tried.of(case)
        good = good[tried.turned[good]]
        if not good.size:
            return None
        features = self._changed(tried)[good]
        return int(good[np.lexsort((features, np.round(tried.cost[good], 12)))[0]])

    def changed_levers(self, case: int, line: "Rows") -> list[Lever]:
        """Return the features that a change changes."""
        own = self.own[case]
        return [item for item in self.levers if item.codes[own[item.at]] != item.codes[line[item.at]]]

    def _nothing(self) -> Tried:
        empty = np.empty(0)
        return Tried(
            case=np.empty(0, dtype=np.int64),
            positions=np.empty((0, self.own.shape[1]), dtype=np.int64),
            cost=empty,
            chance=empty,
            turned=np.empty(0, dtype=bool),
        )

    def _changed(self, tried: Tried) -> "Rows":
        rows, found = self.cases[tried.case], np.zeros(len(tried.case), dtype=np.int64)
        for item in self.levers:
            found += item.codes[rows] != item.codes[tried.positions[:, item.at]]
        return found

    def _answered(self, asked: "tuple[Rows, Rows]", answer: Answers) -> Tried | None:
        case, positions = asked
        turned = granted(self.data, answer)
        if answer.score is None or turned is None or len(turned) != len(case):
            return None
        if len(answer.score) != len(case) or not np.isfinite(answer.score).all():
            return None
        cost = total_cost(self.levers, self.cases[case], positions)
        said = chance(self.data, answer.score)
        return Tried(case=case, positions=positions, cost=cost, chance=said, turned=turned)

    def _single(self) -> "tuple[Rows, Rows] | None":
        """Return every allowed value of every feature, one at a time."""
        cases, lines = [], []
        for item in self.levers:
            case = np.repeat(np.arange(len(self.cases)), len(item.grid))
            taken = np.tile(item.grid, len(self.cases))
            fine = item.allowed(self.cases[case], taken)
            positions = self.own[case[fine]].copy()
            positions[:, item.at] = taken[fine]
            cases.append(case[fine])
            lines.append(positions)
        if not sum(map(len, cases)):
            return None
        return np.concatenate(cases)[:QUESTIONS], np.concatenate(lines)[:QUESTIONS]

    def _new(
        self, seen: set[tuple[int, bytes]], proposed: "Iterator[tuple[int, Rows]]"
    ) -> "Iterator[tuple[int, Rows]]":
        for case, line in proposed:
            key = (case, line.tobytes())
            if key not in seen:
                seen.add(key)
                yield case, line

    def _pairs(self, tried: Tried) -> "Iterator[tuple[int, Rows]]":
        """Combine the most helpful single changes of different features, as long as they may be cheaper."""
        for case in range(len(self.cases)):
            at = tried.of(case)
            best = self.best(tried, case)
            limit = np.inf if best is None else float(tried.cost[best])
            helpful = [self._helpful(tried, at, case, item) for item in self.levers]
            order = sorted(helpful, key=lambda found: -max(tried.chance[found], default=-np.inf))
            for one, other in combinations([found for found in order if len(found)][:_PAIRED], 2):
                yield from self._crossed(tried, case, (one, other), limit)

    def _helpful(self, tried: Tried, at: "Rows", case: int, item: Lever) -> "Rows":
        """Return the single changes of one feature with the highest chance."""
        own = self.own[case, item.at]
        mine: Rows = at[item.codes[tried.positions[at, item.at]] != item.codes[own]]
        helpful: Rows = mine[np.argsort(-tried.chance[mine], kind="stable")[:_MOVES]]
        return helpful

    def _crossed(
        self, tried: Tried, case: int, sides: "tuple[Rows, Rows]", limit: float
    ) -> "Iterator[tuple[int, Rows]]":
        own = self.own[case]
        for one in sides[0]:
            for other in sides[1]:
                if tried.cost[one] + tried.cost[other] < limit:
                    first, second = tried.positions[one], tried.positions[other]
                    yield case, np.where(first != own, first, second)

    def _further(self, tried: Tried) -> "Iterator[tuple[int, Rows]]":
        for case in range(len(self.cases)):
            best = self.best(tried, case)
            if best is None:
                yield from self._extended(tried, case)
            else:
                yield from self._cheaper(tried.positions[best], case)

    def _extended(self, tried: Tried, case: int) -> "Iterator[tuple[int, Rows]]":
        """Change one more feature of the most promising change."""
        at = tried.of(case)
        if not at.size:
            return
        line = tried.positions[at[np.argmax(tried.chance[at])]]
        changed = self.changed_levers(case, line)
        if len(changed) >= MOST_FEATURES:
            return
        own = self.cases[case]
        for item in self.levers:
            if item in changed:
                continue
            for taken in item.grid[item.allowed(np.full(len(item.grid), own), item.grid)]:
                yield case, _with(line, item, int(taken))

    def _cheaper(self, line: "Rows", case: int) -> "Iterator[tuple[int, Rows]]":
        """Take back each changed feature, or move it only part of the way."""
        own = int(self.cases[case])
        changed = self.changed_levers(case, line)
        for item in changed:
            if len(changed) > 1:
                yield case, _with(line, item, own)
            nearer = item.between(own, int(line[item.at]))
            for taken in nearer[item.allowed(np.full(len(nearer), own), nearer)]:
                yield case, _with(line, item, int(taken))


def search_of(data: CheckInput) -> Search:
    """Draw refused rows and lay out what they may change; both may be none."""
    found = levers(data)
    assert data.predicted is not None  # noqa: S101 (the check refuses before)
    refusals = np.flatnonzero(~is_favorable(data, data.predicted))
    most = min(CASES, max(1, QUESTIONS // (VALUES * max(len(found), 1))))
    cases = drawn_rows(data, refusals, most, _STREAM)
    return Search(data=data, cases=cases, levers=found, own=unchanged(data, cases))


def _with(line: "Rows", item: Lever, taken: int) -> "Rows":
    changed = line.copy()
    changed[item.at] = taken
    return changed


def _joined(first: Tried, second: Tried) -> Tried:
    return Tried(
        case=np.concatenate([first.case, second.case]),
        positions=np.concatenate([first.positions, second.positions]),
        cost=np.concatenate([first.cost, second.cost]),
        chance=np.concatenate([first.chance, second.chance]),
        turned=np.concatenate([first.turned, second.turned]),
    )
