"""What did a person rate so far, before the assessment is committed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from core.ids import VersionId
from core.messages import Message, message
from core.risk import Band, Level, Perspective, Rating, RiskAssessment, RiskKind, tier_of
from core.texts import Language, Text
from core.workspace import Workspace

Slot = tuple[RiskKind, Perspective]
"""One risk kind from one perspective."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingDraft:
    """One rating that may still be incomplete."""

    inherent: Level | None = None
    residual: Level | None = None
    rationale: Text | None = None

    @property
    def begun(self) -> bool:
        """Tell whether anything was entered."""
        return self != RatingDraft()

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing."""
        said = self.rationale is not None and bool(self.rationale.body.strip())
        return self.inherent is not None and self.residual is not None and said


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDraft:
    """Everything entered for one version."""

    ratings: Mapping[Slot, RatingDraft] = field(default_factory=dict)
    materiality: Band | None = None

    def rating(self, slot: Slot) -> RatingDraft:
        """Return what was entered for a kind and perspective."""
        return self.ratings.get(slot, RatingDraft())

    def place(self, slot: Slot, level: Level, *, inherent: bool) -> "RiskDraft":
        """Set a marker; without controls the residual risk starts where the inherent risk lies."""
        now = self.rating(slot)
        if inherent:
            now = replace(now, inherent=level, residual=now.residual or level)
        else:
            now = replace(now, residual=level, inherent=now.inherent or level)
        return replace(self, ratings={**self.ratings, slot: now})

    def explain(self, slot: Slot, rationale: Text) -> "RiskDraft":
        """Set the rationale of a rating."""
        now = replace(self.rating(slot), rationale=rationale if rationale.body else None)
        return replace(self, ratings={**self.ratings, slot: now})

    @property
    def tier(self) -> Band | None:
        """Return the tier that follows; None while something it needs is missing."""
        levels = [self.rating((kind, Perspective.FIRM)).inherent for kind in RiskKind]
        if self.materiality is None or None in levels:
            return None
        return tier_of(self.finished(), self.materiality)

    def missing(self) -> tuple[Message, ...]:
        """Return what must be entered before the assessment can be committed."""
        found: list[Message] = []
        for kind in RiskKind:
            for perspective in Perspective:
                rating = self.rating((kind, perspective))
                if perspective is Perspective.FIRM or rating.begun:
                    found.extend(_missing(rating, kind, perspective))
        if self.materiality is None:
            found.append(message("Choose how material the model is."))
        return tuple(found)

    def finished(self) -> tuple[Rating, ...]:
        """Return the ratings whose both markers are set, firm's perspective first."""
        order = [(kind, perspective) for perspective in Perspective for kind in RiskKind]
        return tuple(
            Rating(
                kind=kind,
                perspective=perspective,
                inherent=rating.inherent,
                residual=rating.residual,
                rationale=rating.rationale or Text("", Language.ENGLISH),
            )
            for kind, perspective in order
            if (rating := self.rating((kind, perspective))).inherent is not None
            and rating.residual is not None
            and rating.inherent is not None
        )


def _missing(rating: RatingDraft, kind: RiskKind, perspective: Perspective) -> list[Message]:
    found = []
    if rating.inherent is None or rating.residual is None:
        found.append(
            message("“{kind}” ({perspective}) is not rated yet.", kind=kind, perspective=perspective)
        )
    elif rating.rationale is None or not rating.rationale.body.strip():
        found.append(
            message("“{kind}” ({perspective}) has no rationale yet.", kind=kind, perspective=perspective)
        )
    return found


def draft_of(assessment: RiskAssessment | None) -> RiskDraft:
    """Start from the assessment in force, or from nothing."""
    if assessment is None:
        return RiskDraft()
    ratings = {
        (item.kind, item.perspective): RatingDraft(
            inherent=item.inherent, residual=item.residual, rationale=item.rationale
        )
        for item in assessment.ratings
    }
    return RiskDraft(ratings=ratings, materiality=assessment.materiality)


class DraftBook:
    """The drafts of a workspace, kept while it is open; each change can be taken back."""

    def __init__(self) -> None:
        """Start without drafts."""
        self._steps: dict[VersionId, list[tuple[str, RiskDraft]]] = {}

    def current(self, version: VersionId) -> RiskDraft | None:
        """Return the draft of a version, or None."""
        steps = self._steps.get(version)
        return steps[-1][1] if steps else None

    def change(self, version: VersionId, draft: RiskDraft, *, before: RiskDraft, typing: str = "") -> None:
        """Note a change; changes of the same `typing` in a row count as one step."""
        steps = self._steps.setdefault(version, [("", before)])
        if typing and len(steps) > 1 and steps[-1][0] == typing:
            steps[-1] = (typing, draft)
        else:
            steps.append((typing, draft))

    def undo(self, version: VersionId) -> bool:
        """Take the last change back; tell whether there was one."""
        steps = self._steps.get(version, [])
        if len(steps) < 2:
            return False
        steps.pop()
        if len(steps) == 1:
            del self._steps[version]
        return True

    def discard(self, version: VersionId) -> None:
        """Forget the draft of a version."""
        self._steps.pop(version, None)


_BOOKS: WeakKeyDictionary[Workspace, DraftBook] = WeakKeyDictionary()


def book_of(workspace: Workspace) -> DraftBook:
    """Return the drafts of an open workspace; they outlive a change of language or theme."""
    return _BOOKS.setdefault(workspace, DraftBook())
