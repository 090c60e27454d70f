"""Does the doctor say what confines a model here, and does its exit code tell when it does not hold?"""

import json
import sys
from dataclasses import replace

import pytest

from cli.main import run
from core.confinement import GAPS, LAYERS, ConfinementFacts, Gap, Layer
from core.jobs import levels, probes
from core.jobs.probes import PROBE_LIST, Trial, Tried

HELD = ConfinementFacts(layers=(Layer.LANDLOCK, Layer.SECCOMP), gaps=(Gap.NAMES,))


def tried(name: str, *, within: bool) -> Tried:
    return Tried(name=name, gap=PROBE_LIST[name].gap, without=True, within=within, detail="EPERM")


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Trial:
    """A trial in which only what is stated as open is open."""
    found = Trial(facts=HELD, tried=(tried("read", within=False), tried("see", within=True)))
    monkeypatch.setattr(probes, "try_out", lambda progress: found)
    return found


@pytest.mark.usefixtures("trial")
def test_what_is_stated_as_open_may_be_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--probes"]) == 0
    said = capsys.readouterr().out
    assert "1 of 2 probes were blocked; 1 of them" in said
    assert "shut: none at all" in said


def test_a_way_out_that_is_stated_as_shut_is_an_error(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = replace(trial, tried=(*trial.tried, tried("tcp", within=True)))
    monkeypatch.setattr(probes, "try_out", lambda progress: broken)
    assert run(["doctor", "--probes", "--language", "de"]) == 1
    said = capsys.readouterr().out
    assert "OFFEN" in said
    assert "geschlossen angegeben: tcp" in said


def test_without_probes_layers_and_gaps_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(levels, "confinement_facts", lambda: HELD)
    assert run(["doctor"]) == 0
    said = capsys.readouterr().out
    assert f"holds: {LAYERS[Layer.LANDLOCK]}" in said
    assert f"open: {GAPS[Gap.NAMES]}" in said
    assert "Never run: the confinement on Windows" in said


def test_less_than_full_is_said_in_so_many_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(levels, "confinement_facts", ConfinementFacts)
    assert run(["doctor", "--language", "de"]) == 0
    assert "öffnen Sie nur Dateien bekannter Herkunft" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="the probes run on Linux only")
def test_the_probes_run_on_this_machine_and_can_be_read_by_a_program(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run(["doctor", "--probes", "--json"])
    found = json.loads(capsys.readouterr().out)["result"]
    assert {item["name"] for item in found["probes"]["tried"]} == set(PROBE_LIST)
    assert found["facts"] == found["probes"]["facts"]
    assert code == 0


def test_every_layer_and_gap_has_words() -> None:
    assert set(LAYERS) == set(Layer)
    assert set(GAPS) == set(Gap)
