"""Which assessment does a TOML file describe?"""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from cli.inputs import existing
from core.errors import UserError
from core.ids import Exact, PersonId, VersionId
from core.messages import message
from core.risk import (
    Axis,
    Band,
    ComplexityAnswer,
    ComplexityFactor,
    ContradictionAnswer,
    Control,
    Effectiveness,
    Exposure,
    Level,
    Perspective,
    Rating,
    Target,
)
from core.texts import Text
from core.workspace.risk import NewAssessment, NewMateriality

Say = Callable[[str], Text]
Find = Callable[[str], PersonId]


class _Control(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    owner: str | None = None
    effectiveness: Effectiveness = Effectiveness.NOT_TESTED
    reduces: Axis = Axis.BOTH


class _Target(msgspec.Struct, forbid_unknown_fields=True):
    cell: tuple[int, int]
    by: date
    measure: str


class _Rating(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    inherent: tuple[int, int]
    residual: tuple[int, int]
    rationale: str
    perspective: Perspective = Perspective.FIRM
    controls: tuple[_Control, ...] = ()
    target: _Target | None = None
    evidence: tuple[str, ...] = ()
    raised_because: str | None = None


class _Materiality(msgspec.Struct, forbid_unknown_fields=True):
    purpose: Band
    reason: str
    amount: str | int | None = None
    currency: str = ""
    decisions: int | None = None
    persons: int | None = None


class _Factor(msgspec.Struct, forbid_unknown_fields=True):
    factor: ComplexityFactor
    rating: Band
    reason: str | None = None


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    contradiction: str
    reason: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    ratings: tuple[_Rating, ...]
    materiality: Band | _Materiality
    scale: str | None = None
    complexity: tuple[_Factor, ...] = ()
    answers: tuple[_Answer, ...] = ()


def assessment_file(path: Path, version: VersionId, say: Say, find: Find) -> NewAssessment:
    """Return what a file says about a version; raises `UserError` naming what is wrong."""
    try:
        raw = msgspec.convert(tomllib.loads(existing(path).read_bytes().decode()), type=_File)
        return NewAssessment(
            version=version,
            ratings=tuple(_rating(item, say, find) for item in raw.ratings),
            materiality=_material(raw.materiality, say),
            complexity=tuple(
                ComplexityAnswer(
                    factor=item.factor,
                    rating=item.rating,
                    reason=None if item.reason is None else say(item.reason),
                )
                for item in raw.complexity
            ),
            answers=tuple(
                ContradictionAnswer(contradiction=item.contradiction, reason=say(item.reason))
                for item in raw.answers
            ),
            scale=raw.scale,
        )
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise UserError(
            message(
                "The file {file} describes no assessment: {detail}. Nothing was committed. Correct it.",
                file=path.name,
                detail=str(error),
            )
        ) from error


def _rating(raw: _Rating, say: Say, find: Find) -> Rating:
    return Rating(
        kind=raw.kind,
        perspective=raw.perspective,
        inherent=_level(raw.inherent),
        residual=_level(raw.residual),
        rationale=say(raw.rationale),
        controls=tuple(
            Control(
                name=say(item.name),
                owner=None if item.owner is None else find(item.owner),
                effectiveness=item.effectiveness,
                reduces=item.reduces,
            )
            for item in raw.controls
        ),
        target=None
        if raw.target is None
        else Target(level=_level(raw.target.cell), by=raw.target.by, measure=say(raw.target.measure)),
        evidence=raw.evidence,
        raised_because=None if raw.raised_because is None else say(raw.raised_because),
    )


def _level(cell: tuple[int, int]) -> Level:
    return Level(likelihood=cell[0], impact=cell[1])


def _material(raw: Band | _Materiality, say: Say) -> Band | NewMateriality:
    if isinstance(raw, Band):
        return raw
    amount = None if raw.amount is None else Exact(str(raw.amount))
    return NewMateriality(
        exposure=Exposure(amount=amount, currency=raw.currency, decisions=raw.decisions, persons=raw.persons),
        purpose=raw.purpose,
        reason=say(raw.reason),
    )
