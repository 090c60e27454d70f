"""Are our answers right in the corners where those of others are wrong?"""

import pytest

from tests.core.checks.corners import CORNERS, Corner
from tools.wrong_corners import PAGE, page

OURS = {
    "three_rows": "ratio 1: passed; 3 rows shown, not compared",
    "no_negatives": "not computable (no_negatives)",
    "one_person": "0",
    "excluded_reference": "reference “b”, ratio of a 0.9429",
    "all_positives": "0.25",
    "background": "500 of 500 rows; rows and digest of the background stand in every result",
    "additivity": "failed: additivity_broken",
    "four_fifths": "not below",
    "variation": "0.6325",
    "zero_base": "not computable (reference_rate_zero)",
    "even_odds": "p = 1",
    "few_right": "0.3424 to 1: not decidable",
    "never_named": "not computable",
    "small_calibration": "at least 0",
}
THEIRS = {
    "empty_bins": "0",
    "three_rows": "ratio 0: failed",
    "no_negatives": "0",
    "one_person": "1",
    "excluded_reference": "reference “tiny”, ratio of a 0.6",
    "all_positives": "0.07143",
    "background": "100 of 500 rows, silently",
    "four_fifths": "below four fifths",
    "variation": "0.8944",
    "even_odds": "p = nan",
    "few_right": "1 to 1: passed",
    "never_named": "0",
}


@pytest.mark.parametrize("corner", CORNERS, ids=lambda corner: corner.id)
def test_the_two_answers_differ_and_ours_is_right(corner: Corner) -> None:
    theirs, ours = corner.theirs(), corner.ours()
    assert theirs != ours
    assert ours == OURS.get(corner.id, ours)
    assert theirs == THEIRS.get(corner.id, theirs)


def test_a_test_of_false_positives_runs_on_the_negatives() -> None:
    from scipy.stats import fisher_exact

    corner = next(item for item in CORNERS if item.id == "fpr_sample")
    assert corner.ours() == f"p = {fisher_exact([[20, 80], [40, 60]]).pvalue:.4g}"
    assert corner.theirs() == f"p = {fisher_exact([[20, 10], [40, 90]]).pvalue:.4g}"


def test_disjoint_samples_are_far_apart() -> None:
    corner = next(item for item in CORNERS if item.id == "empty_bins")
    assert float(corner.ours()) > 10


def test_the_page_in_the_documentation_is_that_of_the_program() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
