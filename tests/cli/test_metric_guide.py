"""Does the guide to measures answer in a terminal and in scripts?"""

import json

import pytest

from cli.main import run

WAY = ("--answer", "aim=shares", "--answer", "shares=ratio")


def test_answers_lead_to_a_measure_with_its_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["metric-guide", *WAY, "--reason", "shares=Local law", "--json", "--language", "en"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]
    assert found["choice"]["measure"] == "impact_ratio"
    assert [item["answer"] for item in found["choice"]["answers"]] == ["shares", "ratio"]
    assert found["choice"]["answers"][1]["reason"]["body"] == "Local law"
    assert len(found["reasons"]) == 2
    assert any("Aequitas" in item for item in found["sources"])


@pytest.mark.parametrize(("language", "word"), [("en", "Impact ratio"), ("de", "Vier-Fünftel")])
def test_the_way_is_printed_in_both_languages(
    language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["metric-guide", *WAY, "--language", language]) == 0
    assert word in capsys.readouterr().out


def test_without_all_answers_the_next_question_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["metric-guide", "--answer", "aim=mistakes", "--json", "--language", "de"]) == 1
    found = json.loads(capsys.readouterr().out)["result"]
    assert found["choice"] is None
    assert found["open"]["question"] == "label"
    assert [item["answer"] for item in found["open"]["answers"]] == ["reliable", "selected", "tainted"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--answer", "aim"], "QUESTION=ANSWER", id="no-sign"),
        pytest.param(["--answer", "aim=odd"], "has no answer", id="answer"),
        pytest.param([*WAY, "--answer", "odd=x"], "There is no question", id="question"),
    ],
)
def test_wrong_answers_are_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["metric-guide", *arguments, "--language", "en"]) == 2
    assert said in capsys.readouterr().err
