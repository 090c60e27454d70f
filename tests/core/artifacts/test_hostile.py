"""Does any hostile file get to run anything, write anything, or reach anybody?"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import PruefsteinError
from core.inventory import Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from tests.core.artifacts.hostile.corpus import Hostile, Listener, build, known_files, listening, unprotected
from tests.core.artifacts.hostile.outcome import Outcome, handed_in, past_the_scan, raw_but_confined, said
from tests.core.jobs.children import descendants
from tests.core.jobs.models import fitted, stored

OPEN_AND_CRASH_LATER = {"model"}
"""Crafted boosters open, because only walking them goes wrong; that is tried below."""


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> tuple[Hostile, ...]:
    return build(tmp_path_factory.mktemp("hostile"), listener.port)


@pytest.fixture(scope="module")
def chosen(files: tuple[Hostile, ...]) -> tuple[Hostile, ...]:
    """Everything but two of three plain calls: these are pickles that differ in what they name only."""
    calls = [item for item in files if item.group == "call"]
    assert len(calls) > 50
    return tuple(item for item in files if item not in calls or calls.index(item) % 3 == 0)


@pytest.fixture(scope="module")
def outcomes(chosen: tuple[Hostile, ...]) -> tuple[Outcome, ...]:
    return tuple(handed_in(item) for item in chosen)


def marks(files: tuple[Hostile, ...]) -> list[Path]:
    return sorted(files[0].aim.mark.parent.iterdir())


def unanswered(outcome: Outcome) -> list[str]:
    """What is wrong with the answers to a file that was refused."""
    wrong = []
    for report in (outcome.without, outcome.consented):
        if report.artifact is not None:
            wrong.append("opened")
        elif report.refusal is None:
            wrong.append("refused without a word")
        else:
            english, german = said(report.refusal)
            wrong += ["not translated"] if english == german else []
            wrong += ["unfilled"] if "{" in english.replace("{name}%s", "") else []
    return wrong


def test_every_hostile_file_is_refused_in_both_languages(outcomes: tuple[Outcome, ...]) -> None:
    assert len(outcomes) >= 45
    wrong = {
        outcome.item.name: found
        for outcome in outcomes
        if outcome.item.group not in OPEN_AND_CRASH_LATER and (found := unanswered(outcome))
    }
    assert wrong == {}


def test_only_crafted_boosters_open_and_nothing_in_the_formats_runs(outcomes: tuple[Outcome, ...]) -> None:
    opened = {outcome.item.name for outcome in outcomes if outcome.opened}
    assert all(name.startswith(("LightGBM", "XGBoost")) and "outside" in name for name in opened), opened
    refused = [outcome for outcome in outcomes if outcome.item.group == "model" and not outcome.opened]
    assert len(refused) > 12
    assert {item.item.name: wrong for item in refused if (wrong := unanswered(item))} == {}


def test_walking_a_crafted_booster_ends_its_worker_at_most(outcomes: tuple[Outcome, ...]) -> None:
    rows = pd.DataFrame({f"Column_{number}": [0.1, 0.9] for number in range(3)})
    ended: list[tuple[str, str]] = []
    for outcome in outcomes:
        artifact = outcome.without.artifact
        if artifact is None:
            continue
        inputs = rows.set_axis(artifact.features or rows.columns, axis=1)
        request = ScoreRequest(task=Task.BINARY, favorable="1")
        try:
            scored = score_model(outcome.item.path, artifact, inputs, request)
        except PruefsteinError as error:
            ended.append(said(error.message))
        else:
            assert np.isfinite(scored.score).all()
    assert all(english != german for english, german in ended)


def test_no_hostile_file_leaves_a_mark_or_knocks(
    files: tuple[Hostile, ...], outcomes: tuple[Outcome, ...], listener: Listener
) -> None:
    assert marks(files) == []
    assert listener.heard() == 0
    assert outcomes


@pytest.mark.full
def test_the_calls_that_were_left_out_are_refused_too(
    files: tuple[Hostile, ...], chosen: tuple[Hostile, ...], listener: Listener
) -> None:
    others = [handed_in(item) for item in files if item not in chosen]
    assert len(others) > 30
    assert {item.item.name: wrong for item in others if (wrong := unanswered(item))} == {}
    assert marks(files) == []
    assert listener.heard() == 0


def test_the_reviewed_list_holds_where_the_scan_is_passed_by(
    files: tuple[Hostile, ...], listener: Listener
) -> None:
    tried = [item for item in files if item.group in {"call", "network", "bomb", "wrapped"}]
    paths = [item.path for item in tried if item.name != "nested tuples as a key"]  # ends its process
    assert past_the_scan(paths) == (len(paths), [])
    assert len(paths) > 120
    assert marks(files) == []
    assert listener.heard() == 0


def test_the_confinement_holds_where_no_list_does(files: tuple[Hostile, ...], listener: Listener) -> None:
    raw = [item.path for item in files if item.group in {"call", "network"} and item.control == "pickle"]
    assert raw_but_confined(raw) == len(raw) > 50
    assert marks(files) == []
    assert listener.heard() == 0


def test_the_application_still_answers(outcomes: tuple[Outcome, ...], tmp_path: Path) -> None:
    before = descendants()
    path, _ = stored(fitted(), tmp_path)
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.refusal is None
    assert descendants() <= before
    assert outcomes


def test_the_known_hostile_files_are_refused(reference_data: Path, listener: Listener) -> None:
    folder = reference_data / "models" / "hostile_picklescan"
    if not folder.is_dir():
        pytest.skip("no hostile files")
    found = [handed_in(item) for item in known_files(folder, listener.port)]
    assert {item.item.name: wrong for item in found if (wrong := unanswered(item))} == {}
    paths = [item.item.path for item in found]
    assert past_the_scan(paths) == (len(paths), [])
    assert listener.heard() == 0


def test_the_same_files_do_harm_where_nothing_protects(
    files: tuple[Hostile, ...], outcomes: tuple[Outcome, ...], listener: Listener
) -> None:
    """Without this control the tests above could pass because the attacks do not work."""
    before = listener.heard()
    unprotected(files)
    armed = [item for item in files if item.control and not item.knocks]
    assert [item.name for item in armed if not item.aim.mark.exists()] == []
    assert len(armed) > 60
    assert before == 0
    assert listener.heard() >= 4
    for mark in marks(files):
        mark.unlink()
    assert outcomes
