"""Which group are the others compared with?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.reasons import Reason, ReasonCode
from core.statistics.encoding import class_text, joined

HIGHEST, CHOSEN, LARGEST = "highest_rate", "chosen", "largest"
"""How a reference comes about; `core.measures` says it in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The groups of one feature or intersection, as far as choosing a reference needs them."""

    feature: str
    """As in results."""
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    """Of each group its label in each column."""
    rows: Sequence[float]
    minimum: int
    """Rows a group needs to be compared."""


def chosen_reference(references: Mapping[str, str], groups: Compared) -> int | Reason | None:
    """Find the chosen reference group.

    Parameters
    ----------
    references
        Column, or columns joined by " x ", and the label of the group; for an intersection the groups
        chosen in all its columns say it as well.
    groups
        The groups there are.

    Returns
    -------
    int, Reason or None
        Its position; why it cannot be the reference (never another group instead); None: none was chosen.
    """
    wanted = _wanted(references, groups.columns)
    if wanted is None:
        return None
    found = next((at for at, label in enumerate(groups.labels) if _same(label, wanted)), None)
    found = _by_parts(references, groups) if found is None else found
    values: dict[str, str | int | float] = {"feature": groups.feature, "group": wanted}
    if found is None:
        return Reason(code=ReasonCode.REFERENCE_UNKNOWN, values=values)
    rows = int(groups.rows[found])
    if rows < groups.minimum:
        sizes = {"n": rows, "minimum": groups.minimum}
        return Reason(code=ReasonCode.REFERENCE_TOO_SMALL, values={**values, **sizes})
    return found


def unknown_references(references: Mapping[str, str], columns: Sequence[str]) -> tuple[Reason, ...]:
    """Say which references were chosen for columns that are not compared."""
    return tuple(
        Reason(code=ReasonCode.REFERENCE_UNKNOWN, values={"feature": column, "group": label})
        for column, label in sorted(references.items())
        if not set(column.split(" x ")) <= set(columns) and column not in columns
    )


def _wanted(references: Mapping[str, str], columns: tuple[str, ...]) -> str | None:
    whole = references.get(" x ".join(columns))
    if whole is not None or not all(column in references for column in columns):
        return whole
    return joined(references[column] for column in columns)


def _by_parts(references: Mapping[str, str], groups: Compared) -> int | None:
    if not all(column in references for column in groups.columns):
        return None
    wanted = [references[column] for column in groups.columns]
    for at, labels in enumerate(groups.parts):
        if all(_same(label, other) for label, other in zip(labels, wanted, strict=True)):
            return at
    return None


def _same(label: str, wanted: str) -> bool:
    """Compare labels; signs and numbers may be written either way ("≤ 25", "1.0")."""
    plain = wanted.strip().replace("≤", "<=").replace("≥", ">=")
    return label in {wanted, plain} or class_text(label) == class_text(plain)
