"""Is everything that does not fit refused in words, before or instead of a figure?"""

import os
import pickle
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import CancelledError, PruefsteinError, UntrustedArtifactError, UserError
from core.examination import WeightMeans
from core.examining import RefusedModelError, examine
from core.examining.rows import Reading, Rows, read_rows
from core.ids import Exact, PersonId
from core.inventory import Consent, Grouping, Task
from core.language import Translator
from core.messages import Message, message
from core.progress import Progress
from core.texts import Language, Text
from tests.core.examining.tables import BINARY, CUT, examined, request_of, scored, written


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up applications."""
    return scored(tmp_path_factory.mktemp("scored") / "applications.csv")


def said(error: "pytest.ExceptionInfo[PruefsteinError]", language: Language = Language.ENGLISH) -> str:
    return Translator(language).say(error.value.message)


@pytest.mark.parametrize(
    ("change", "english", "german"),
    [
        ({"favorable": None}, "never guessed", "nie geraten"),
        ({"favorable": "2"}, "does not occur in “paid”", "kommt in „paid“ nicht vor"),
        ({"favorable": "2"}, "(which holds “0”, “1”)", "(dort stehen: „0“, „1“)"),
        ({"label": ("said",)}, "every prediction would count as right", "jede Vorhersage als richtig"),
        ({"groupings": BINARY.groupings * 2}, "named as sensitive twice", "zweimal als sensibel genannt"),
        ({"label": ("age",)}, "“age” holds", "die Aufgabe ist aber zweiwertig"),
        ({"label": ("paid", "said")}, "this task has one", "diese Aufgabe hat aber nur eine"),
        ({"label": ("sex",)}, "named as sensitive and for something else", "zugleich für etwas anderes"),
        ({"prediction": ()}, "where the predictions are", "wo die Vorhersagen stehen"),
        ({"prediction": (), "score": "score"}, "they are never guessed", "nie geraten"),
        ({"score": "sex", "cut_off": CUT, "groupings": ()}, "does not hold numbers", "enthält keine Zahlen"),
        ({"references": {"sex": "x"}}, "does not occur in “sex”", "kommt in „sex“ nicht vor"),
        ({"references": {"age": "18"}}, "not named as sensitive", "nicht als sensibel genannt"),
        ({"intersections": True}, "at least two sensitive columns", "mindestens zwei sensible"),
        ({"weight": "sex", "groupings": ()}, "does not hold numbers", "enthält keine Zahlen"),
        ({"where": "age > 200"}, "none of the 400 rows", "keine der 400 Zeilen"),
        ({"where": "aeg > 20"}, "Did you mean “age”?", "Meinten Sie „age“?"),
        ({"minimum_group": 0}, "whole number from 1 on", "ganze Zahl ab 1"),
        ({"groupings": (), "label": ()}, "nothing could be compared", "nichts zu vergleichen"),
        ({"groupings": (Grouping(column="sex", edges=(Exact("1"),)),)}, "cut at edges", "Zahlen"),
        ({"prediction": ("Said",)}, "no column “Said”", "keine Spalte „Said“"),
        ({"task": Task.MULTILABEL}, "at least two columns", "mindestens zwei Spalten"),
        ({"task": Task.REGRESSION, "label": ("sex",), "groupings": ()}, "does not hold numbers", "Zahlen"),
        (
            {"task": Task.MULTICLASS, "prediction": (), "score": "score"},
            "From a score alone",
            "Aus einem Score",
        ),
    ],
)
def test_what_a_plan_lacks_or_contradicts_is_said_before_anything_is_calculated(
    table: Path, change: "dict[str, object]", english: str, german: str
) -> None:
    plan = replace(BINARY, **change)  # type: ignore[arg-type]
    with pytest.raises(UserError) as error:
        examined(table, plan)
    assert english in said(error)
    assert german in said(error, Language.GERMAN)


def test_fractions_are_no_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", ("sex", "said", "n"), [("m", 1, 1.5), ("f", 0, 2)])
    plan = replace(BINARY, label=(), weight="n", weight_means=WeightMeans.COUNTS)
    with pytest.raises(UserError, match="holds fractions"):
        examined(path, plan)


def test_predictions_in_another_coding_than_the_outcomes_are_refused(tmp_path: Path) -> None:
    rows = [("m" if n % 2 else "f", "good" if n % 3 else "bad", "1" if n % 3 else "2") for n in range(90)]
    path = written(tmp_path / "t.csv", ("sex", "paid", "said"), rows)
    with pytest.raises(UserError) as error:
        examined(path, replace(BINARY, favorable="good"))
    assert "more than two values together" in said(error)
    with pytest.raises(UserError) as error:
        examined(path, replace(BINARY, task=Task.MULTICLASS, favorable="good"))
    assert "no value in common" in said(error)


def test_empty_predictions_and_negative_counts_are_refused(tmp_path: Path) -> None:
    rows = [("m", "1", "1", "-1"), ("f", "0", "", "2"), ("f", "1", "0", "3")]
    path = written(tmp_path / "t.csv", ("sex", "paid", "said", "n"), rows)
    with pytest.raises(UserError) as error:
        examined(path, BINARY)
    assert "1 rows of “said” are empty" in said(error)
    with pytest.raises(UserError) as error:
        examined(path, replace(BINARY, where="said not missing", weight="n"))
    assert "negative numbers" in said(error)
    assert examined(path, replace(BINARY, where="said not missing")).rows == 2


def test_a_table_in_place_of_a_model_is_refused(table: Path) -> None:
    with pytest.raises(UntrustedArtifactError) as error:
        examined(table, replace(BINARY, prediction=()), table)
    assert "not a model" in said(error)


class _Touching:
    """Creates a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> "tuple[object, tuple[str, str]]":
        return open, (self.path, "w")


def test_a_pickle_that_runs_something_is_refused_even_with_consent(table: Path, tmp_path: Path) -> None:
    marker, model = tmp_path / "executed", tmp_path / "model.pkl"
    model.write_bytes(pickle.dumps(_Touching(str(marker))))
    consent = Consent(
        by=PersonId("P-00000001"),
        name="Selin Aydın",
        reason=Text("known supplier", Language.ENGLISH),
        given_at=datetime.now(UTC),
    )
    asked = request_of(table, replace(BINARY, prediction=()), model)
    for request in (asked, replace(asked, consent=consent)):
        with pytest.raises(RefusedModelError) as error:
            examine(request)
        assert error.value.report.artifact is None
        assert said(error) != said(error, Language.GERMAN)
    assert not marker.exists()


def test_a_file_that_changes_while_it_is_read_gives_no_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scored(tmp_path / "t.csv", rows=80)

    def changing(reading: Reading, progress: Progress) -> Rows:
        rows = read_rows(reading, progress)
        os.utime(path, ns=(1, 1))
        return rows

    monkeypatch.setattr(sys.modules["core.examining.examine"], "read_rows", changing)
    with pytest.raises(UserError, match="changed while it was read"):
        examined(path, BINARY)


class Stopping:
    """A progress of somebody who asks to stop."""

    def __call__(self, fraction: float, doing: Message) -> None:
        if fraction > 0.5:
            self.check()

    def check(self) -> None:
        raise CancelledError(message("Stopped."))


def test_an_audit_can_be_stopped(table: Path) -> None:
    with pytest.raises(CancelledError):
        examine(request_of(table, BINARY), Stopping())
