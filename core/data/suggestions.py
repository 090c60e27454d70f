"""Which roles and groups suggest themselves?

A person confirms them; nothing that decides a verdict is guessed: no favorable class, no direction of a
score, no sensitive column.
"""

import re
from collections.abc import Sequence

from core.data.profile_types import ColumnProfile, Suspicion
from core.data.raw import Raw
from core.data.recognition import Decision
from core.ids import Exact
from core.inventory import Column, ColumnRole, Grouping
from core.messages import Message, message

_NAMES = {
    ColumnRole.ROW_ID: (
        "id row_id row_index index rowid case_id record_id applicant_id application_id customer_id client_id "
        "contract_id loan_id policy_id uuid guid zeile zeilennummer lfd_nr lfdnr laufende_nummer "
        "nr kundennummer "
        "kunden_nr kundennr kunden_id antragsnummer antrags_nr antragsnr antrags_id vertragsnummer "
        "vertrags_nr "
        "vertragsnr fallnummer fall_nr aktenzeichen vorgangsnummer datensatz_id satznummer policennummer"
    ),
    ColumnRole.TARGET: (
        "target label labels y y_true ytrue class outcome actual ground_truth truth observed response ziel "
        "zielvariable zielgröße zielgroesse klasse ergebnis istwert ist_wert tatsächlich tatsaechlich "
        "zielmerkmal default_flag ausfall ausfallkennzeichen"
    ),
    ColumnRole.PREDICTION: (
        "prediction predictions predicted y_pred ypred y_hat yhat pred predicted_class "
        "predicted_label decision "
        "vorhersage vorhersagen prognose modellentscheidung entscheidung vorhergesagt"
    ),
    ColumnRole.SCORE: (
        "score scores probability proba prob y_score y_prob y_proba predicted_probability pd "
        "scorewert punktwert "
        "wahrscheinlichkeit ausfallwahrscheinlichkeit modellscore model_score"
    ),
    ColumnRole.WEIGHT: (
        "weight weights sample_weight case_weight exposure gewicht gewichtung fallgewicht "
        "hochrechnungsfaktor "
        "fnlwgt"
    ),
    ColumnRole.TIME: (
        "date datum timestamp time zeitpunkt zeitstempel stichtag antragsdatum application_date "
        "decision_date "
        "entscheidungsdatum vertragsbeginn"
    ),
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}
_CONTINUOUS = 20
"""Distinct values from which on a column of numbers counts as continuous."""
_ROWS = 100_000
"""Rows from which a median is taken."""
_NUMERIC = frozenset({"integer", "number"})


def suggest_role(name: str, dtype: str) -> ColumnRole:
    """Suggest a role by the column's name and type; sensitive is never suggested."""
    plain = re.sub(r"\W+", "_", re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", "_", name.strip()).lower()).strip("_")
    role = _ROLES.get(plain) or _ROLES.get(name.strip().lower()) or ColumnRole.FEATURE
    if role in {ColumnRole.SCORE, ColumnRole.WEIGHT} and dtype not in _NUMERIC:
        return ColumnRole.FEATURE
    if role is ColumnRole.TIME and dtype != "date":
        return ColumnRole.FEATURE
    return role


def suggest_columns(decisions: Sequence[Decision], profiles: Sequence[ColumnProfile]) -> tuple[Column, ...]:
    """Return the columns with suggested roles; target, prediction, score and weight go to one column each."""
    columns: list[Column] = []
    given: set[ColumnRole] = set()
    for decision, seen in zip(decisions, profiles, strict=True):
        role = suggest_role(decision.name, decision.dtype)
        if role in given and role is not ColumnRole.TIME:
            role = ColumnRole.FEATURE
        if seen.n and seen.missing == seen.n:
            role = ColumnRole.IGNORED
        if role is not ColumnRole.FEATURE:
            given.add(role)
        columns.append(Column(name=decision.name, dtype=decision.dtype, roles=(role,)))
    return tuple(columns)


def reason(column: Column, seen: ColumnProfile) -> Message | None:
    """Return why a role was suggested, None for features and for what a person chose."""
    if ColumnRole.FEATURE in column.roles or ColumnRole.SENSITIVE in column.roles or not column.roles:
        return None
    if seen.n and seen.missing == seen.n:
        return message("“{column}” is empty.", column=column.name)
    if ColumnRole.ROW_ID in column.roles and Suspicion.ROW_IDENTIFIER in seen.suspicions:
        return message(
            "“{column}” is named like an identifier, and every row has its own value.", column=column.name
        )
    return message("“{column}” is named like it.", column=column.name)


def suggest_groupings(raw: Raw, columns: tuple[Column, ...]) -> tuple[Grouping, ...]:
    """Suggest a cut at the median for columns that look continuous, used only if one is marked sensitive."""
    found = []
    for column in columns:
        if column.dtype in _NUMERIC and column.roles == (ColumnRole.FEATURE,):
            edge = _edge(raw, column)
            if edge is not None:
                found.append(Grouping(column=column.name, edges=(edge,)))
    return tuple(found)


def _edge(raw: Raw, column: Column) -> Exact | None:
    from core.data.conversion import Converter, to_series

    cells = raw.table.column(column.name).slice(0, _ROWS)
    values = to_series(Converter(raw.dialect).convert(cells, column), column).dropna()
    if values.nunique() < _CONTINUOUS:
        return None
    middle: object = values.sort_values().iloc[(len(values) - 1) // 2]
    return Exact(f"{float(str(middle)):.6g}" if column.dtype == "number" else str(middle))
