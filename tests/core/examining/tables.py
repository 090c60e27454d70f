"""Which small tables are examined in the tests?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.reading import preview
from core.examination import Examination, Plan
from core.examining import ExamineRequest, examine
from core.ids import Exact
from core.inventory import CutOff, Grouping, ScoreMeans, Task
from core.policy_file import default_policy, read_policy
from core.results import CheckResult, Group, Measurement

ADMISSIONS = (("Male", 1198, 1493), ("Female", 557, 1278))
"""Sex, admitted, rejected: University of California at Berkeley, autumn 1973 (Bickel et al. 1975)."""


def written(path: Path, header: Sequence[str], rows: "Iterable[Sequence[object]]") -> Path:
    """Write a table and return its path."""
    lines = [",".join(header), *(",".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def scored(path: Path, rows: int = 400) -> Path:
    """Write made-up applications with true outcome, prediction and score."""
    draw = np.random.default_rng(3)
    sex = draw.choice(["m", "f", ""], size=rows, p=[0.5, 0.45, 0.05])
    age = draw.integers(18, 80, size=rows)
    score = np.clip(draw.normal(np.where(sex == "m", 0.6, 0.5), 0.2), 0, 1).round(3)
    paid = (draw.random(rows) < score).astype(int)
    said = (score >= 0.5).astype(int)
    return written(
        path,
        ("sex", "age", "score", "said", "paid"),
        zip(sex, age, score, said, paid, strict=True),
    )


def counted(path: Path) -> Path:
    """Write the published admissions by sex as cells with counts."""
    cells = [(sex, answer, n) for sex, yes, no in ADMISSIONS for answer, n in (("yes", yes), ("no", no))]
    return written(path, ("sex", "admitted", "n"), cells)


BINARY = Plan(
    task=Task.BINARY,
    label=("paid",),
    prediction=("said",),
    favorable="1",
    groupings=(Grouping(column="sex"),),
)


CUT = CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE)
SCORED = replace(BINARY, prediction=(), score="score", cut_off=CUT)
RATES = replace(SCORED, label=(), favorable=None)


def request_of(path: Path, plan: Plan, model: Path | None = None) -> ExamineRequest:
    """Return what is asked, with the table as it is recognized and the policy that is shipped."""
    seen = preview(path)
    return ExamineRequest(
        table=path,
        dialect=seen.dialect,
        columns=seen.columns,
        plan=plan,
        policy=read_policy(default_policy()),
        model=model,
        assumptions=seen.assumptions,
    )


def examined(path: Path, plan: Plan, model: Path | None = None) -> Examination:
    """Examine a table as it is recognized."""
    return examine(request_of(path, plan, model))


def result(examination: Examination, check: str) -> CheckResult:
    """Return what one check found."""
    return next(item for item in examination.results if item.check == check)


def group(examination: Examination, feature: str, label: str) -> Group:
    """Return one group."""
    groups = result(examination, "group_fairness").groups
    return next(item for item in groups if (item.feature, item.label) == (feature, label))


def figure(item: Group, measure: str) -> Measurement:
    """Return one figure of a group."""
    return next(found for found in item.measurements if found.measure == measure)
