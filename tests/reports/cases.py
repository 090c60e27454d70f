"""How is a table judged by the checks themselves, in this process, and put down as an examination?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.canonical import result_digest, sha256
from core.checks.base import Attributions, CheckInput
from core.checks.registry import get
from core.examination import Examination, Plan, ReceivedTable
from core.ids import Exact
from core.inventory import Column, ColumnRole, CutOff, ScoreMeans, TableDialect, TableFormat, Task
from core.messages import message
from core.policy_file import default_policy, read_policy
from core.progress import SILENT
from core.remarks import remark
from core.risk import Band
from core.texts import Language, Text
from tests.reports.records import MOMENT

HALF = CutOff(value=Exact("1/2"), score_means=ScoreMeans.FAVORABLE)
DIALECT = TableDialect(
    format=TableFormat.CSV,
    encoding="cp1252",
    delimiter=";",
    decimal=",",
    thousands=".",
    missing=("", "k. A."),
    skipped=2,
    date_format="%d.%m.%Y",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A table with what is asked of it."""

    table: pd.DataFrame
    plan: Plan
    score: "npt.NDArray[np.float64] | None" = None
    predicted: "npt.NDArray[np.object_] | None" = None
    attributions: Attributions | None = None
    features: tuple[str, ...] = ()
    checks: tuple[str, ...] = ("group_fairness", "performance")
    more: Mapping[str, object] = field(default_factory=dict)
    """Further fields of the examination."""


def examine(case: Case) -> Examination:
    """Run the checks in this process and put down what they found."""
    data = _input(case)
    results = tuple(get(check).run(data, SILENT) for check in case.checks)
    values: dict[str, object] = {
        "application": "Prüfstein 0.1.0",
        "examined_at": MOMENT,
        "table": received_table(case),
        "plan": case.plan,
        "policy": read_policy(default_policy()),
        "rows": len(case.table),
        "results": results,
        "result_digest": result_digest(results),
        "environment": {"python": "3.11.7", "numpy": "2.4.6", "scipy": "1.17.1"},
        "confinement": "not needed",
    }
    return Examination(**{**values, **case.more})  # type: ignore[arg-type]


def received_table(case: Case) -> ReceivedTable:
    """Return the table as received, with the roles of the plan."""
    columns = tuple(_column(case, str(name)) for name in case.table.columns)
    return ReceivedTable(
        file_name=Text("Anträge_Größe ß.csv", Language.GERMAN),
        digest=sha256(case.table.to_csv().encode()),
        size=len(case.table.to_csv()),
        dialect=DIALECT,
        rows=len(case.table) + 12,
        columns=columns,
        remarks=(
            remark(message("Numbers are written with “{sign}” as decimal sign.", sign=",")),
            remark(message("The first {n} lines are no part of the table.", n=2)),
        ),
    )


def _column(case: Case, name: str) -> Column:
    plan, roles = case.plan, []
    if name in plan.label:
        roles.append(ColumnRole.TARGET)
    if name in plan.prediction:
        roles.append(ColumnRole.PREDICTION)
    if name == plan.score:
        roles.append(ColumnRole.SCORE)
    if name == plan.weight:
        roles.append(ColumnRole.WEIGHT)
    if any(name == item.column for item in plan.groupings):
        roles.append(ColumnRole.SENSITIVE)
    if name in case.features:
        roles.append(ColumnRole.FEATURE)
    dtype = "text" if case.table[name].dtype == object else "number"
    return Column(
        name=name,
        dtype=dtype,
        roles=tuple(roles) or (ColumnRole.IGNORED,),
        purpose=plan.purposes.get(name),
    )


def _input(case: Case) -> CheckInput:
    plan = case.plan
    several = plan.task is Task.MULTILABEL
    return CheckInput(
        table=case.table,
        task=plan.task,
        target=plan.label[0] if plan.label and not several else None,
        favorable=plan.favorable,
        features=case.features,
        groupings=plan.groupings,
        weight=plan.weight,
        score=case.score,
        predicted=case.predicted,
        cut_off=plan.cut_off,
        score_means=None if plan.cut_off is None else plan.cut_off.score_means,
        attributions=case.attributions,
        policy=read_policy(default_policy()),
        tier=Band.SEVERE,
        seed=plan.seed,
        targets=plan.label if several else (),
        predictions=plan.prediction if several else (),
        references=plan.references,
        intersections=plan.intersections,
        filter=plan.where,
    )


def people(n: int = 900, seed: int = 5) -> pd.DataFrame:
    """Return applicants with true outcome, score, decision, age and origin."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, n)
    origin = rng.choice(["Deutschland", "Österreich", "Türkei", "übrige EU"], n, p=[0.6, 0.2, 0.17, 0.03])
    chance = 0.35 + 0.004 * (age - 18) + np.where(origin == "Türkei", -0.12, 0.0)
    good = (rng.random(n) < chance).astype(int)
    score = np.clip(chance + rng.normal(0, 0.12, n) + 0.15 * (good - 0.5), 0, 1)
    return pd.DataFrame(
        {
            "rückzahlung": good,
            "entscheidung": (score >= 0.5).astype(int),
            "wert": score,
            "alter": age,
            "herkunft": origin,
        }
    )
