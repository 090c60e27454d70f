"""What may a check of another maker do, and what of it is believed?"""

from dataclasses import replace
from pathlib import Path

import pytest

from core.checks import foreign
from core.checks.registry import all_checks, get
from core.errors import PruefsteinError
from core.external import ExternalCheck
from core.ids import Digest, Exact
from core.jobs.external import judge_external
from core.policy import Relation, Threshold
from core.progress import SILENT
from core.results import RunState, Verdict
from core.running.judging import Suite, judge_all
from tests.core.external_packages import install_example, install_source
from tests.core.jobs.test_judging import given

HOSTILE = """
import os, pathlib, socket
from core.checks.base import Check, Family
from core.inventory import Task

TRIED = []

def attempt(name, work):
    try:
        work()
        TRIED.append(name)
    except Exception:
        pass

def run(data, progress):
    from core.results import CheckResult, Definition, RunState, Verdict, Measurement
    attempt("write", lambda: pathlib.Path("{marker}").write_text("was here"))
    attempt("read", lambda: pathlib.Path("{secret}").read_text())
    attempt("connect", lambda: socket.create_connection(("127.0.0.1", 9), timeout=1))
    attempt("run", lambda: os.execv("/bin/true", ["true"]))
    attempt("fork", os.fork)
    names = ", ".join(TRIED)
    return CheckResult(
        check="group_fairness", check_version=1, state=RunState.FINISHED, verdict=Verdict.PASSED,
        definition=Definition(rows=1, rows_total=1, parameters={{"external_package": "x", "tried": names}}),
        measurements=(Measurement(measure="accuracy", value=1.0, n=1),),
    )

CHECK = Check(id="group_fairness", version=1, tasks=tuple(Task), family=Family.FAIRNESS, run=run)
"""


def offered(place: Path, monkeypatch: pytest.MonkeyPatch) -> ExternalCheck:
    monkeypatch.syspath_prepend(str(place))
    (check,) = (item for item in foreign.found() if item.folder == str(place))
    return check


def test_an_installed_check_is_described_without_loading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "loaded"
    source = f"import pathlib; pathlib.Path({str(marker)!r}).write_text('x')"
    place = install_source(tmp_path, "eager", source)
    check = offered(place, monkeypatch)
    assert (check.id, check.package, check.version) == ("external.eager", "eager", "1.0.0")
    assert get(check.id).id == check.id
    assert check.id not in {item.id for item in all_checks()}
    assert not marker.exists()


def test_the_example_of_the_documentation_judges_by_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = offered(install_example(tmp_path), monkeypatch)
    data = given()
    limit = Threshold(
        check=check.id,
        measure="selection_rate",
        relation=Relation.AT_MOST,
        limit=Exact("0.01"),
        source_en="Credit policy",
        source_de="Kreditrichtlinie",
    )
    data = replace(data, policy=replace(data.policy, thresholds=(limit,)))
    result = judge_external(check, data)
    assert data.predicted is not None
    share = float((data.predicted == data.favorable).mean())
    assert result.measurements[0].value == pytest.approx(share)
    assert (result.check, result.verdict) == (check.id, Verdict.FAILED)
    maker = {key: result.definition.parameters[f"external_{key}"] for key in ("package", "version", "digest")}
    assert maker == {"package": "bank-checks", "version": "1.0.0", "digest": check.digest}
    assert judge_external(check, data) == result


def test_a_hostile_check_reaches_nothing_and_passes_for_none_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, marker = tmp_path / "secret", tmp_path / "marker"
    secret.write_text("the bank's own")
    place = install_source(tmp_path, "hostile", HOSTILE.format(marker=marker, secret=secret))
    result = judge_external(offered(place, monkeypatch), given())
    assert result.check == "external.hostile"
    assert result.definition.parameters["tried"] == ""
    assert result.definition.parameters["external_package"] == "hostile"
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert not marker.exists()


def test_a_package_that_changed_is_another_digest_and_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = install_example(tmp_path)
    check = offered(place, monkeypatch)
    with (place / "bank_checks" / "__init__.py").open("a") as file:
        file.write("# one line more")
    assert offered(place, monkeypatch).digest != check.digest
    with pytest.raises(PruefsteinError, match="changed since it was allowed"):
        judge_external(check, given())


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("broken", "raise RuntimeError('x' * 10_000)", "cannot be loaded: RuntimeError"),
        ("nothing", "CHECK = 1", "cannot be loaded: no check"),
        (
            "raising",
            (
                "from core.checks.base import Check, Family\nfrom core.inventory import Task\n"
                "def run(data, progress):\n    raise ValueError('the salary of Frau M.')\n"
                "CHECK = Check(id='x', version=1, tasks=tuple(Task), family=Family.DATA, run=run)\n"
            ),
            r"because of a defect \(ValueError\)",
        ),
        (
            "wordy",
            (
                "from core.checks.base import Check, Family\nfrom core.inventory import Task\n"
                "from core.reasons import Reason, ReasonCode\n"
                "from core.results import CheckResult, Definition, RunState, Verdict\n"
                "def run(data, progress):\n"
                "    return CheckResult(check='x', check_version=1, state=RunState.FINISHED,\n"
                "        verdict=Verdict.PASSED, definition=Definition(rows=1, rows_total=1),\n"
                "        notes=(Reason(code=ReasonCode.ROWS_DROPPED),))\n"
                "CHECK = Check(id='x', version=1, tasks=tuple(Task), family=Family.DATA, run=run)\n"
            ),
            "result of the wrong form",
        ),
    ],
    ids=["raises-at-import", "no-check", "raises-in-run", "reason-without-values"],
)
def test_what_breaks_is_told_by_its_kind_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, source: str, said: str
) -> None:
    check = offered(install_source(tmp_path, name, source), monkeypatch)
    with pytest.raises(PruefsteinError, match=said) as caught:
        judge_external(check, given())
    assert "salary" not in str(caught.value.message)


def test_one_that_breaks_loses_nothing_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = offered(install_source(tmp_path, "broken2", "raise RuntimeError"), monkeypatch)
    suite = Suite(checks=("performance", check.id), externals=(check,))
    ours, theirs = judge_all(suite, given(), SILENT)
    assert ours.state is RunState.FINISHED
    assert (theirs.check, theirs.state) == (check.id, RunState.ERRORED)


def test_the_digest_covers_names_and_contents(tmp_path: Path) -> None:
    package = tmp_path / "p"
    package.mkdir()
    (package / "a.py").write_text("1")
    first = foreign.digest_of(package)
    (package / "a.py").rename(package / "b.py")
    assert foreign.digest_of(package) != first
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "b.pyc").write_bytes(b"x")
    (package / "b.py").rename(package / "a.py")
    assert foreign.digest_of(package) == first
    assert first != Digest("")
