"""How were the data parted for training and testing, and is it proven that the parts do not overlap?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.ids import DatasetId, Digest, Exact, PersonId
from core.inventory import Dataset, DatasetKind
from core.texts import Text


class SplitMethod(StrEnum):
    """How rows were assigned to the parts."""

    RANDOM = "random"
    STRATIFIED = "stratified"
    TIME = "time"
    """Earlier rows to training, later ones to testing."""
    GROUP = "group"
    """All rows of one person or unit to one part."""
    GIVEN = "given"
    """The parts were collected separately."""


class ProofState(StrEnum):
    """What the comparison of the parts shows."""

    NO_OVERLAP = "no_overlap"
    OVERLAP = "overlap"
    NOT_ENOUGH = "not_enough"
    """Fewer than two data sets of different kinds, or nothing in common to compare them by."""
    OUTDATED = "outdated"
    """A data set was replaced, added or removed, or its split was stated otherwise, since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitShare:
    """How much of the rows went to one part."""

    kind: DatasetKind
    share: Exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How the data were parted, as stated by who did it."""

    method: SplitMethod
    column: str | None = None
    """The column of the strata, of the time, or of the groups."""
    seed: int | None = None
    shares: tuple[SplitShare, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """One data set of a proof."""

    dataset: DatasetId
    kind: DatasetKind
    digest: Digest
    rows: int
    first: str | None = None
    """Earliest moment of a split by time, ISO 8601 or the number as written."""
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOverlap:
    """Two data sets of different kinds, row by row."""

    first: DatasetId
    second: DatasetId
    columns: tuple[str, ...]
    """What was compared: columns that both have, without row id, predictions and scores."""
    equal_in_first: int
    """Rows of the first with an equal row in the second."""
    equal_in_second: int
    ids_shared: int | None = None
    """Row ids in both; None: there is no row id of one name in both."""
    groups_shared: int | None = None
    """Units of a split by group that are in both; None: it was not asked."""
    in_order: bool | None = None
    """Whether all rows of the training part lie before all of the other; None: it was not asked."""

    @property
    def overlaps(self) -> bool:
        """Tell whether something is in both that must not be, or the order in time is broken."""
        shared = (self.equal_in_first, self.equal_in_second, self.ids_shared or 0, self.groups_shared or 0)
        return any(shared) or self.in_order is False


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitProof:
    """A comparison of all data sets of a version whose kinds differ."""

    parts: tuple[PartFacts, ...]
    pairs: tuple[PairOverlap, ...]
    method: SplitMethod | None
    """As stated when it was made."""
    column: str | None = None
    digests: str = "mix64"
    """How rows were told apart: 64 bits a row, as `core.statistics.hashing` says."""
    made_by: PersonId
    made_at: datetime

    def state(self, datasets: Iterable[Dataset], split: Split | None) -> ProofState:
        """Return what it shows, or that it is outdated for these data sets and this stated split."""
        there = {(item.id, item.digest, item.kind) for item in datasets}
        said = (None, None) if split is None else (split.method, split.column)
        if there != {(item.dataset, item.digest, item.kind) for item in self.parts}:
            return ProofState.OUTDATED
        if said != (self.method, self.column):
            return ProofState.OUTDATED
        if any(pair.overlaps for pair in self.pairs):
            return ProofState.OVERLAP
        compared = self.pairs and all(pair.columns or pair.ids_shared is not None for pair in self.pairs)
        return ProofState.NO_OVERLAP if compared else ProofState.NOT_ENOUGH
