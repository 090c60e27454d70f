"""Which roles and groups suggest themselves?

A person confirms them; nothing that decides a verdict is guessed.
"""

from core.data.raw import Raw
from core.ids import Exact
from core.inventory import Column, ColumnRole, Grouping

_NAMES = {
    ColumnRole.ROW_ID: {
        "id",
        "row_id",
        "row_index",
        "index",
        "rowid",
        "case_id",
        "zeile",
        "zeilennummer",
        "lfd_nr",
        "kundennummer",
        "antragsnummer",
        "customer_id",
        "loan_id",
    },
    ColumnRole.TARGET: {
        "target",
        "label",
        "y",
        "y_true",
        "class",
        "outcome",
        "ziel",
        "zielvariable",
        "zielgröße",
        "klasse",
    },
    ColumnRole.PREDICTION: {"prediction", "predicted", "y_pred", "vorhersage"},
    ColumnRole.SCORE: {"score", "probability", "y_score", "wahrscheinlichkeit"},
    ColumnRole.WEIGHT: {"weight", "sample_weight", "gewicht"},
}
_CONTINUOUS = 20
"""Distinct values from which on a column of numbers counts as continuous."""


def suggest_roles(name: str) -> tuple[ColumnRole, ...]:
    """Suggest a role by the column's name; sensitive is never suggested."""
    for role, names in _NAMES.items():
        if name.strip().lower() in names:
            return (role,)
    return (ColumnRole.FEATURE,)


def suggest_groupings(raw: Raw, columns: tuple[Column, ...]) -> tuple[Grouping, ...]:
    """Suggest a cut at the median for columns that look continuous, used only if one is marked sensitive."""
    found = []
    for column in columns:
        if column.dtype in {"integer", "number"} and column.roles == (ColumnRole.FEATURE,):
            edge = _edge(raw, column)
            if edge is not None:
                found.append(Grouping(column=column.name, edges=(edge,)))
    return tuple(found)


def _edge(raw: Raw, column: Column) -> Exact | None:
    from core.data.conversion import convert

    values = convert(raw, column).dropna()
    if values.nunique() < _CONTINUOUS:
        return None
    middle: object = values.sort_values().iloc[(len(values) - 1) // 2]
    return Exact(f"{float(str(middle)):.6g}" if column.dtype == "number" else str(middle))
