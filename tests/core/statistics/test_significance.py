"""Are tests those of other libraries?"""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.significance import chi_square, fisher_exact, holm, two_sd

COUNTS = st.tuples(*[st.integers(0, 60)] * 4)


@given(COUNTS)
def test_chi_square_equals_scipy_and_is_the_square_of_the_standard_deviations(
    cells: tuple[int, int, int, int],
) -> None:
    from scipy.stats import chi2_contingency

    a, b, c, d = cells
    found = chi_square([[a, b], [c, d]])
    if min(a + b, c + d, a + c, b + d) == 0:
        assert found is None
        assert two_sd(a, a + b, c, c + d) is None
        assert fisher_exact(a, a + b, c, c + d) is None
        return
    assert found is not None
    wanted = chi2_contingency([[a, b], [c, d]], correction=False)
    assert found[0] == pytest.approx(wanted.statistic, abs=1e-9)
    assert found[2] == pytest.approx(wanted.pvalue, abs=1e-12)
    deviations = two_sd(a, a + b, c, c + d)
    assert deviations is not None
    assert deviations[0] ** 2 == pytest.approx(found[0], abs=1e-9)
    assert deviations[1] == pytest.approx(found[2], abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_equals_statsmodels(p_values: list[float]) -> None:
    from statsmodels.stats.multitest import multipletests

    with patch("gc.collect"):  # statsmodels collects garbage at each call
        wanted = multipletests(p_values, method="holm")[1]
    assert np.array(holm(p_values), dtype=float) == pytest.approx(wanted)


def test_holm_passes_over_tests_that_were_not_made() -> None:
    assert holm([None, 0.02, None, 0.01]) == (None, 0.02, None, 0.02)
