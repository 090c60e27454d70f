"""Is the estimate of the time left calm, near the truth, and silent where it would be a guess?"""

from itertools import pairwise

import pytest

from core.language import Translator
from core.remaining import Remaining, left_text
from core.texts import Language


def run(pace: list[tuple[float, float]], step: float = 0.1) -> list[tuple[float, float, float | None]]:
    """Work at each pace until its share; return time, share and estimate."""
    left, now, done, found = Remaining(), 0.0, 0.0, []
    for until, speed in pace:
        while done < until - 1e-9:
            now, done = now + step, min(done + speed * step, until)
            left.report(done, now)
            found.append((now, done, left.seconds(now)))
    return found


def test_an_even_task_is_estimated_within_a_tenth() -> None:
    found = run([(1.0, 0.02)])
    whole = found[-1][0]
    for now, _, left in found:
        if left is not None and now < whole - 1:
            assert left == pytest.approx(whole - now, rel=0.1, abs=0.5)


def test_nothing_is_said_in_the_first_two_seconds_nor_of_short_tasks() -> None:
    assert all(left is None for now, _, left in run([(1.0, 0.02)]) if now < 2)
    assert all(left is None for _, _, left in run([(1.0, 0.6)]))


@pytest.mark.parametrize(
    "pace",
    [
        pytest.param([(0.5, 0.2), (1.0, 0.01)], id="fast-then-slow"),
        pytest.param([(0.2, 0.01), (1.0, 0.2)], id="slow-then-fast"),
        pytest.param([(0.3, 0.05), (0.6, 0.005), (1.0, 0.05)], id="stalling"),
    ],
)
def test_the_figure_never_jumps(pace: list[tuple[float, float]]) -> None:
    shown = [left for _, _, left in run(pace) if left is not None]
    assert shown
    for before, after in pairwise(shown):
        assert abs(after - before) <= 0.12 * max(before, after) + 0.2
        assert 0 <= after < 400


def test_a_task_that_says_nothing_more_is_not_about_to_end() -> None:
    left = Remaining()
    for tenth in range(1, 50):
        left.report(tenth / 100, tenth / 10)
    early = left.seconds(5.0)
    late = [left.seconds(5.0 + waited) for waited in range(1, 60)][-1]
    assert early is not None
    assert late is not None
    assert late > 10 * 0.5 * early


def test_steps_back_and_equal_times_are_no_harm() -> None:
    left = Remaining()
    for fraction, now in ((0.5, 1.0), (0.4, 1.0), (0.4, 2.0), (0.6, 2.0), (0.6, 3.0), (1.0, 4.0)):
        left.report(fraction, now)
    assert left.seconds(4.0) is None


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (0.2, "about 1 s left", "noch ca. 1 s"),
        (7.4, "about 7 s left", "noch ca. 7 s"),
        (41, "about 40 s left", "noch ca. 40 s"),
        (59, "about 1 min left", "noch ca. 1 min"),
        (150, "about 2 min left", "noch ca. 2 min"),
    ],
)
def test_the_time_left_is_said_roughly(seconds: float, english: str, german: str) -> None:
    assert Translator(Language.ENGLISH).say(left_text(seconds)) == english
    assert Translator(Language.GERMAN).say(left_text(seconds)) == german
