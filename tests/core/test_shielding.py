"""Does no result name a small group of a column that is kept for bias tests only?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.canonical import canonical
from core.checks.base import CheckInput, Sample
from core.checks.registry import get
from core.ids import Digest, Exact
from core.inventory import Grouping
from core.options import CheckOptions, SampleRole
from core.progress import SILENT
from core.results import CheckResult
from core.running.shielding import shielded
from tests.core.jobs.test_judging import given

TELLING = (
    "group_fairness",
    "group_scores",
    "individual_inequality",
    "ll144",
    "representation",
    "stratified_fairness",
    "weak_spots",
    "drift",
    "data_quality",
    "privacy",
)


def few_of_one_belief() -> CheckInput:
    """Three persons of one belief, and options that name the column everywhere."""
    draw, rows = np.random.default_rng(1), 900
    table = pd.DataFrame(
        {
            "age": draw.integers(18, 80, rows),
            "belief": np.array(["Alpha"] * 500 + ["Beta"] * 397 + ["Zebrafolk"] * 3, dtype=object),
            "sex": draw.choice(["f", "m"], rows),
            "city": draw.choice(list("ABC"), rows),
            "y": draw.choice(["yes", "no"], rows),
        }
    )
    score = draw.random(rows)
    options = CheckOptions(
        segments=("belief", "city"),
        controls=("belief",),
        quasi_identifiers=("belief", "sex", "city"),
        population={"belief": {"Alpha": Exact("0.5"), "Beta": Exact("0.3"), "Zebrafolk": Exact("0.2")}},
    )
    return replace(
        given(),
        table=table,
        target="y",
        favorable="yes",
        features=("age", "city"),
        groupings=(Grouping(column="belief"), Grouping(column="sex")),
        score=score,
        predicted=np.where(score >= 0.5, "yes", "no").astype(object),
        attributions=None,
        protected=("belief",),
        options=options,
        intersections=True,
        samples={SampleRole.REFERENCE: Sample(digest=Digest("a" * 64), table=table.copy(), score=score)},
    )


def results(data: CheckInput) -> tuple[CheckResult, ...]:
    return tuple(get(check).run(data, SILENT) for check in TELLING)


def test_no_check_names_a_small_group_of_a_column_for_bias_tests() -> None:
    data = few_of_one_belief()
    raw = results(data)
    assert sum(b"Zebrafolk" in canonical(result) for result in raw) >= 5
    kept = shielded(raw, data)
    assert [result.check for result in kept if b"Zebrafolk" in canonical(result)] == []
    assert all(b"Beta" in canonical(result) for result in kept if result.check == "group_fairness")


def test_other_columns_keep_their_names() -> None:
    data = replace(few_of_one_belief(), protected=())
    raw = results(data)
    assert shielded(raw, data) == raw
