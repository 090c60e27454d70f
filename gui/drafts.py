"""What did a person rate so far, before the assessment is committed?"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from weakref import WeakKeyDictionary

import msgspec

from core.canonical import sha256
from core.governance.scale_file import built_in
from core.governance.scales import Scale, kind_word
from core.ids import VersionId
from core.messages import Message, message
from core.risk import (
    Band,
    ComplexityAnswer,
    ContradictionAnswer,
    Control,
    Level,
    Perspective,
    Rating,
    RiskAssessment,
    Target,
)
from core.texts import Language, Text
from core.workspace import Workspace
from core.workspace.risk import NewMateriality

Slot = tuple[str, Perspective]
"""One risk kind from one perspective."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingDraft:
    """One rating that may still be incomplete."""

    inherent: Level | None = None
    residual: Level | None = None
    rationale: Text | None = None
    controls: tuple[Control, ...] = ()
    target: Target | None = None
    evidence: tuple[str, ...] = ()
    raised_because: Text | None = None

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
    """As rated by a person; counts only without `figures`."""
    figures: NewMateriality | None = None
    """Exposure and purpose, from which the policy computes the materiality."""
    complexity: tuple[ComplexityAnswer, ...] = ()
    answers: tuple[ContradictionAnswer, ...] = ()

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

    def detail(self, slot: Slot, rating: RatingDraft) -> "RiskDraft":
        """Replace what was entered for a kind and perspective."""
        return replace(self, ratings={**self.ratings, slot: rating})

    def placed(self, scale: Scale | None = None) -> bool:
        """Tell whether all that gives the tier is entered."""
        levels = [self.rating(slot).inherent for slot in (scale or built_in()).mandatory]
        return self.stated is not None and None not in levels

    @property
    def stated(self) -> Band | NewMateriality | None:
        """Return the materiality as it will be committed."""
        return self.materiality if self.figures is None else self.figures

    def missing(self, scale: Scale | None = None) -> tuple[Message, ...]:
        """Return what must be entered before the assessment can be committed."""
        found: list[Message] = []
        used = scale or built_in()
        for perspective in Perspective:
            for kind in used.kinds_for(perspective):
                rating = self.rating((kind, perspective))
                if (kind, perspective) in used.mandatory or rating.begun:
                    found.extend(_missing(rating, kind_word(kind, used), perspective))
        if self.stated is None:
            found.append(message("Choose how material the model is."))
        return tuple(found)

    def finished(self, scale: Scale | None = None) -> tuple[Rating, ...]:
        """Return the ratings whose both markers are set, firm's perspective first."""
        used = scale or built_in()
        order = [(kind, perspective) for perspective in Perspective for kind in used.kinds_for(perspective)]
        return tuple(
            Rating(
                kind=kind,
                perspective=perspective,
                inherent=rating.inherent,
                residual=rating.residual,
                rationale=rating.rationale or Text("", Language.ENGLISH),
                controls=rating.controls,
                target=rating.target,
                evidence=rating.evidence,
                raised_because=rating.raised_because,
            )
            for kind, perspective in order
            if (rating := self.rating((kind, perspective))).inherent is not None
            and rating.residual is not None
            and rating.inherent is not None
        )


def _missing(rating: RatingDraft, kind: Message | StrEnum, perspective: Perspective) -> list[Message]:
    found = []
    if rating.inherent is None or rating.residual is None:
        found.append(
            message("“{kind}” ({perspective}) is not rated yet.", kind=kind, perspective=perspective)
        )
    elif rating.rationale is None or not rating.rationale.body.strip():
        found.append(
            message("“{kind}” ({perspective}) has no rationale yet.", kind=kind, perspective=perspective)
        )
    elif rating.residual.score > rating.inherent.score and rating.raised_because is None:
        found.append(
            message(
                "“{kind}” ({perspective}): the residual risk lies above the inherent one. "
                "Explain it under the details.",
                kind=kind,
                perspective=perspective,
            )
        )
    return found


def draft_of(assessment: RiskAssessment | None) -> RiskDraft:
    """Start from the assessment in force, or from nothing."""
    if assessment is None:
        return RiskDraft()
    ratings = {
        (item.kind, item.perspective): RatingDraft(
            inherent=item.inherent,
            residual=item.residual,
            rationale=item.rationale,
            controls=item.controls,
            target=item.target,
            evidence=item.evidence,
            raised_because=item.raised_because,
        )
        for item in assessment.ratings
    }
    inputs = assessment.materiality_inputs
    figures = None
    if inputs is not None:
        figures = NewMateriality(
            exposure=inputs.exposure, purpose=inputs.purpose, reason=inputs.purpose_reason
        )
    return RiskDraft(
        ratings=ratings,
        materiality=assessment.materiality,
        figures=figures,
        complexity=() if assessment.complexity is None else assessment.complexity.answers,
    )


class _Kept(msgspec.Struct):
    ratings: list[tuple[str, Perspective, RatingDraft]]
    rest: RiskDraft


class DraftFiles:
    """Drafts on disk, one file per version: no record, never part of the trail."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder of the workspace."""
        self._folder = folder

    def _path(self, version: VersionId) -> Path:
        return self._folder / f"risk-{sha256(version.encode())[:16]}.json"

    def read(self, version: VersionId) -> RiskDraft | None:
        """Return a draft; None if there is none, or none that can be read any more."""
        try:
            kept = msgspec.json.decode(self._path(version).read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return None
        return replace(kept.rest, ratings={(kind, seen): rating for kind, seen, rating in kept.ratings})

    def write(self, version: VersionId, draft: RiskDraft | None) -> None:
        """Keep a draft, or remove it; a disk that refuses costs no more than the draft."""
        with suppress(OSError):
            if draft is None:
                self._path(version).unlink(missing_ok=True)
                return
            self._folder.mkdir(exist_ok=True)
            listed = [(kind, seen, rating) for (kind, seen), rating in draft.ratings.items()]
            data = msgspec.json.encode(_Kept(ratings=listed, rest=replace(draft, ratings={})))
            part = self._path(version).with_suffix(".part")
            part.write_bytes(data)
            part.replace(self._path(version))


class DraftBook:
    """The drafts of a workspace, kept while it is open; each change can be taken back."""

    def __init__(self, kept: DraftFiles | None = None) -> None:
        """Start with what was kept on disk."""
        self._files = kept
        self._steps: dict[VersionId, list[tuple[str, RiskDraft]]] = {}
        self._read: set[VersionId] = set()

    def _begin(self, version: VersionId) -> None:
        """Take up what was entered before the window was closed, once."""
        if self._files is None or version in self._read:
            return
        self._read.add(version)
        draft = self._files.read(version)
        if draft is not None:
            self._steps[version] = [("", RiskDraft()), ("", draft)]

    def _keep(self, version: VersionId) -> None:
        if self._files is not None:
            steps = self._steps.get(version)
            self._files.write(version, steps[-1][1] if steps else None)

    def current(self, version: VersionId) -> RiskDraft | None:
        """Return the draft of a version, or None."""
        self._begin(version)
        steps = self._steps.get(version)
        return steps[-1][1] if steps else None

    def change(self, version: VersionId, draft: RiskDraft, *, before: RiskDraft, typing: str = "") -> None:
        """Note a change; changes of the same `typing` in a row count as one step."""
        steps = self._steps.setdefault(version, [("", before)])
        if typing and len(steps) > 1 and steps[-1][0] == typing:
            steps[-1] = (typing, draft)
        else:
            steps.append((typing, draft))
        self._keep(version)

    def undo(self, version: VersionId) -> bool:
        """Take the last change back; tell whether there was one."""
        steps = self._steps.get(version, [])
        if len(steps) < 2:
            return False
        steps.pop()
        if len(steps) == 1:
            del self._steps[version]
        self._keep(version)
        return True

    def discard(self, version: VersionId) -> None:
        """Forget the draft of a version."""
        self._steps.pop(version, None)
        self._keep(version)


_BOOKS: WeakKeyDictionary[Workspace, DraftBook] = WeakKeyDictionary()


def book_of(workspace: Workspace) -> DraftBook:
    """Return the drafts of an open workspace; they outlive a change of language or theme."""
    if workspace not in _BOOKS:
        kept = None if workspace.read_only else DraftFiles(workspace.folder / "drafts")
        _BOOKS[workspace] = DraftBook(kept)
    return _BOOKS[workspace]
