"""Do all checks on explanations keep what every check promises?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.canonical import canonical
from core.checks.base import CheckInput
from core.checks.registry import get
from core.inventory import Task
from core.progress import SILENT
from core.reasons import ReasonCode
from core.results import RunState, Verdict
from tests.core.checks.asked import applicants
from tests.core.checks.asking import Said, ran
from tests.core.checks.explainwork import ALL, ASKING, decided, example, run


@pytest.mark.parametrize("check", ALL)
def test_the_same_input_gives_the_same_bytes(check: str) -> None:
    assert canonical(run(check, example(check))) == canonical(run(check, example(check)))


@pytest.mark.parametrize("check", ALL)
def test_a_weight_column_is_said_not_to_be_used(check: str) -> None:
    data = example(check)
    weighed = replace(data, table=data.table.assign(w=2.5), weight="w")
    result = run(check, weighed)
    assert ReasonCode.WEIGHTS_IGNORED in {note.code for note in result.notes}
    assert result.measurements == run(check, data).measurements


def ghosts(data: CheckInput) -> dict[str, CheckInput]:
    none = data.table.iloc[:0]
    short = data.table.iloc[:1]
    found = data.attributions
    one = None
    if found is not None:
        one = replace(found, values=found.values[:1], outputs=found.outputs[:1], rows=found.rows[:1])
    assert data.score is not None
    assert data.predicted is not None
    wide = data.table.assign(job=[f"job {at}" for at in range(len(data.table))])
    return {
        "no rows": replace(
            data, table=none, score=data.score[:0], predicted=data.predicted[:0], attributions=None
        ),
        "one row": replace(
            data, table=short, score=data.score[:1], predicted=data.predicted[:1], attributions=one
        ),
        "all missing": replace(data, table=data.table.assign(income=np.nan, target=None, final=None)),
        "infinite": replace(data, table=data.table.assign(income=np.inf), score=data.score * np.inf),
        "constant score": replace(data, score=data.score * 0.0),
        "no labels": replace(data, target=None),
        "no scores": replace(data, score=None, predicted=None),
        "no features": replace(data, features=()),
        "no groups": replace(data, groupings=()),
        "no favorable class": replace(data, favorable=None),
        "unknown favorable class": replace(data, favorable="z"),
        "one group": replace(data, table=data.table.assign(sex="f")),
        "wrong task": replace(data, task=Task.MULTILABEL),
        "many categories": replace(data, table=wide),
        "nobody refused": replace(data, predicted=np.full(len(data.table), "1", dtype=object)),
        "no answers": replace(data, answers={}),
    }


def silent(questions: pd.DataFrame) -> Said:
    return None, None


def broken(questions: pd.DataFrame) -> Said:
    return np.full(len(questions), np.nan), np.full(len(questions), "", dtype=object)


def lenient(questions: pd.DataFrame) -> Said:
    """Answers whatever the questions hold."""
    return np.full(len(questions), 0.4), np.full(len(questions), "0", dtype=object)


@pytest.mark.parametrize("ghost", ghosts(decided()))
@pytest.mark.parametrize("check", ALL)
def test_no_data_raise(check: str, ghost: str) -> None:
    data = ghosts(example(check))[ghost]
    without = get(check).run(data, SILENT)
    assert without.state is RunState.FINISHED
    assert without.conclusions
    if check in ASKING:
        assert without.verdict is Verdict.NOT_APPLICABLE
        assert ran(get(check), data, lenient).conclusions


@pytest.mark.parametrize("model", [silent, broken], ids=["refused", "no numbers"])
@pytest.mark.parametrize("check", ASKING)
def test_a_model_without_an_answer_is_a_reason(check: str, model: object) -> None:
    result = ran(get(check), applicants(), silent if model is silent else broken)
    assert {item.reason.code for item in result.conclusions} == {ReasonCode.QUESTIONS_REFUSED}
