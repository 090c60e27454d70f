"""Is the area of every group that of scikit-learn, whichever way rows are written, and does it cover?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from core.statistics.areas import areas_by_group
from core.statistics.discrimination import delong

ROWS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 8), st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=60
)


@given(ROWS)
def test_areas_are_those_of_scikit_learn_and_of_delong(rows: list[tuple[bool, int, int, int]]) -> None:
    truth, score, code, count = (np.array(column) for column in zip(*rows, strict=True))
    score = score / 8
    plain = areas_by_group(truth, score, code, groups=3)
    counted = areas_by_group(truth, score, code, groups=3, shares=(None, count.astype(float)))
    weighted = areas_by_group(truth, score, code, groups=3, shares=(count.astype(float), None))
    for at in range(3):
        mask = code == at
        if not truth[mask].any() or truth[mask].all():
            assert plain[at] is None
            continue
        area, other, heavy = plain[at], counted[at], weighted[at]
        assert area is not None
        assert other is not None
        assert heavy is not None
        assert area.value == pytest.approx(roc_auc_score(truth[mask], score[mask]), abs=1e-12)
        assert other.value == pytest.approx(
            roc_auc_score(truth[mask], score[mask], sample_weight=count[mask]), abs=1e-12
        )
        assert heavy.value == pytest.approx(other.value, abs=1e-12)
        written = np.repeat(np.flatnonzero(mask), count[mask])
        (out,) = areas_by_group(truth[written], score[written], code[written] * 0, groups=1)
        assert out is not None
        assert out.variance == (
            other.variance if other.variance is None else pytest.approx(other.variance, abs=1e-12)
        )
        theirs = delong(truth[mask], score[mask])
        if area.variance:
            assert theirs is not None
            assert theirs[1] == pytest.approx(area.bounds(0.95)[0], abs=1e-12)  # type: ignore[index]


def test_the_interval_covers_the_true_area() -> None:
    rng, inside = np.random.default_rng(3), 0
    for _ in range(600):
        score = np.concatenate([rng.normal(0, 1, 60), rng.normal(1, 1, 40)])
        (area,) = areas_by_group(np.arange(100) >= 60, score, np.zeros(100, dtype=np.int64), groups=1)
        assert area is not None
        found = area.bounds(0.95)
        assert found is not None
        # Two normal distributions one deviation apart: 0.7602.
        inside += found[0][0] <= 0.760250 <= found[0][1]
    assert 0.92 < inside / 600 < 0.975


def test_a_fully_separated_small_group_covers_too() -> None:
    rng, inside = np.random.default_rng(4), 0
    for _ in range(600):
        score = np.concatenate([rng.normal(0, 1, 8), rng.normal(2.3, 1, 8)])
        (area,) = areas_by_group(np.arange(16) >= 8, score, np.zeros(16, dtype=np.int64), groups=1)
        assert area is not None
        found = area.bounds(0.95)
        assert found is not None
        inside += found[0][0] <= 0.94808 <= found[0][1]
    assert inside / 600 > 0.85
