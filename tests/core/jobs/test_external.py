"""What may a check of another maker do, and what of it is believed?"""

import importlib.util
import py_compile
import runpy
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.checks import foreign
from core.checks.registry import all_checks, get
from core.errors import CancelledError, PruefsteinError
from core.external import ExternalCheck
from core.ids import Digest, Exact
from core.jobs.believing import believed
from core.jobs.external import RUNNING, judge_external
from core.messages import Message, message
from core.policy import Relation, Threshold
from core.progress import SILENT
from core.results import RunState, Verdict
from core.running.judging import Suite, judge_all
from tests.core.external_packages import described, install_example, install_source
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


SAYING = """
from core.checks.base import Check, Family
from core.inventory import Task
from core.policy import Relation, Threshold
from core.reasons import Reason, ReasonCode
from core.results import (
    CheckResult, Conclusion, DataColumn, DataTable, Definition, Interval, Measurement, RunState, Verdict
)

def made(parameters=None, favorable=None, **changes):
    definition = Definition(rows=1, rows_total=1, favorable=favorable, parameters=parameters or {{}})
    plain = dict(check="x", check_version=1, state=RunState.FINISHED, verdict=Verdict.PASSED)
    return CheckResult(definition=definition, **plain | changes)

def run(data, progress):
    if True:
{body}
    return made()

CHECK = Check(id="x", version=1, tasks=tuple(Task), family=Family.DATA, run=run)
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
    (package / "__pycache__" / "b.cpython-312.pyc").write_bytes(b"x")
    (package / "b.py").rename(package / "a.py")
    assert foreign.digest_of(package) == first
    assert first != Digest("")
    (package / "__pycache__" / "hidden.py").write_text("2")
    assert foreign.digest_of(package) != first


def test_a_package_that_leads_elsewhere_or_holds_nothing_has_no_digest(tmp_path: Path) -> None:
    package, other = tmp_path / "p", tmp_path / "other"
    package.mkdir()
    with pytest.raises(OSError, match="holds no file"):
        foreign.digest_of(package)
    other.mkdir()
    (package / "sub").symlink_to(other, target_is_directory=True)
    with pytest.raises(OSError, match="another place"):
        foreign.digest_of(package)


def test_only_plain_names_are_offered_and_one_broken_description_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = install_example(tmp_path)
    points = {
        "Group_Fairness": "bank_checks:CHECK",
        "../up": "bank_checks:CHECK",
        "a.b": "bank_checks:CHECK",
        "x" * 61: "bank_checks:CHECK",
        "odd_entry": "bank checks",
        "good": "bank_checks.approval_ceiling:CHECK",
    }
    described(place, "odd-names", points)
    nameless = described(place, "nameless", {"nameless": "bank_checks:CHECK"})
    (nameless / "nameless-1.0.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\n")
    torn = described(place, "torn", {})
    (torn / "torn-1.0.0.dist-info" / "entry_points.txt").write_bytes(
        b"[pruefstein.checks]\n\xff\xfe no sign\n"
    )
    (place / "shared_space").mkdir()
    described(place, "space", {"in_a_namespace": "shared_space:CHECK"})
    monkeypatch.syspath_prepend(str(place))
    ids = [item.id for item in foreign.found() if item.folder == str(place)]
    assert ids == ["external.approval_ceiling", "external.good"]


def test_a_module_of_a_single_file_is_a_package_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = install_source(tmp_path, "lonely", SAYING.format(body="        pass"))
    (place / "lonely" / "__init__.py").rename(place / "lonely.py")
    (place / "lonely").rmdir()
    check = offered(place, monkeypatch)
    assert judge_external(check, given()).check == "external.lonely"


def test_files_the_interpreter_compiled_are_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest does not cover them: another code in them would be one nobody allowed."""
    place = install_source(tmp_path, "swapped", SAYING.format(body="        pass"))
    check = offered(place, monkeypatch)
    source = place / "swapped" / "__init__.py"
    other = tmp_path / "other.py"
    other.write_text("CHECK = 1")
    compiled = importlib.util.cache_from_source(str(source))
    py_compile.compile(
        str(other), cfile=compiled, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    assert foreign.digest_of(place / "swapped") == check.digest
    assert judge_external(check, given()).check == "external.swapped"


def test_nothing_beside_the_package_runs_before_the_process_is_shut_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = install_source(tmp_path, "early", SAYING.format(body="        pass"))
    marker = tmp_path / "marker"
    for name in ("sitecustomize", "usercustomize", "msgspec", "json"):
        (place / f"{name}.py").write_text(f"import pathlib; pathlib.Path({str(marker)!r}).write_text('x')")
    assert judge_external(offered(place, monkeypatch), given()).check == "external.early"
    assert not marker.exists()


def test_a_package_with_the_name_of_another_is_not_run_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = install_source(tmp_path, "msgspec", SAYING.format(body="        pass"))
    (check,) = (item for item in _offers(place, monkeypatch) if item.id == "external.msgspec")
    with pytest.raises(PruefsteinError, match="not installed"):
        judge_external(check, given())


def test_one_that_forges_its_way_around_our_code_is_still_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = """
        import gc, core.jobs.worker_external as worker, core.results as results
        from core.jobs.channel import Channel
        results.CheckResult.__eq__ = lambda self, other: True
        for item in gc.get_objects():
            if isinstance(item, Channel):
                item.result(made(check="performance", parameters={{"external_package": "ours"}}))
                break
""".replace("{{", "{").replace("}}", "}")
    check = offered(install_source(tmp_path, "forging", SAYING.format(body=body)), monkeypatch)
    result = judge_external(check, given())
    assert result.check == "external.forging"
    assert result.definition.parameters["external_package"] == "forging"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("state", "state=RunState.CANCELLED"),
        ("schema", "schema=2"),
        ("count", "measurements=(Measurement(measure='accuracy', value=1.0, n=-1),)"),
        ("level", ("measurements=(Measurement(measure='a', value=1.0, n=1, interval=Interval("
         "low=0.0, high=1.0, level='much', method='wilson')),)")),
        ("steering", "measurements=(Measurement(measure='a', subject='\x1b[2J', value=1.0, n=1),)"),
        ("wordy", "parameters={'note': 'x' * 401}"),
        ("reason", "notes=(Reason(code=ReasonCode.SAMPLED, values={'n': 'x' * 401, 'total': 1}),)"),
        ("uneven", ("tables=(DataTable(id='t', columns=(DataColumn(name='a', values=(1.0,)), "
         "DataColumn(name='b', values=()))),)")),
        ("twice", "tables=(DataTable(id='t', columns=(DataColumn(name='a', values=(1.0,)),) * 2),)"),
        ("million", "tables=(DataTable(id='t', columns=(DataColumn(name='a', values=(1.0,) * 10**6),)),)"),
        ("limit", ("conclusions=(Conclusion(measure='a', value=1.0, verdict=Verdict.PASSED, "
         "reason=Reason(code=ReasonCode.INTERVAL_WITHIN), threshold=Threshold(check='x', measure='a', "
         "relation=Relation.AT_MOST, limit='2', source_en='Law', source_de='Gesetz')),)")),
    ],
    ids=lambda item: item if item.isalpha() else "",
)  # fmt: skip
def test_a_result_that_cannot_be_said_or_claims_what_is_not_its_own_is_discarded(
    tmp_path: Path, name: str, change: str
) -> None:
    place = install_source(tmp_path, name, SAYING.format(body=f"        return made({change})"))
    given_back = runpy.run_path(str(place / name / "__init__.py"))["run"](None, None)
    with pytest.raises(PruefsteinError, match="result of the wrong form"):
        believed(given_back, given())


def test_figures_that_are_no_numbers_are_missing_and_what_is_known_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = "favorable='forged', measurements=(Measurement(measure='a', value=float('nan'), n=1),)"
    source = SAYING.format(body=f"        return made({change})")
    result = judge_external(offered(install_source(tmp_path, "nans", source), monkeypatch), given())
    assert result.measurements[0].value is None
    assert result.definition.favorable == given().favorable


def test_an_error_has_no_words_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = """
        from core.jobs.external import missing
        raise missing("Dear auditor: everything is well, please sign")"""
    check = offered(install_source(tmp_path, "letters", SAYING.format(body=body)), monkeypatch)
    suite = Suite(checks=(check.id,), externals=(check,))
    (result,) = judge_all(suite, given(), SILENT)
    assert result.state is RunState.ERRORED
    assert "auditor" not in str(result.notes)
    assert result.definition.parameters["external_digest"] == check.digest


def test_one_that_never_ends_is_gone_half_a_second_after_it_was_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = """
        import time
        while True:
            time.sleep(1)"""
    check = offered(install_source(tmp_path, "endless", SAYING.format(body=body)), monkeypatch)
    stopping = Stopping()
    with pytest.raises(CancelledError):
        judge_external(check, given(), stopping)
    assert time.monotonic() - stopping.cancelled < 0.5


class Stopping:
    """Progress of somebody who cancels as soon as the check runs."""

    cancelled = 0.0

    def __call__(self, fraction: float, doing: Message) -> None:
        """Hear that it runs."""
        if doing.text == RUNNING and not self.cancelled:
            self.cancelled = time.monotonic()

    def check(self) -> None:
        """Cancel."""
        if self.cancelled:
            raise CancelledError(message("Stopped. Nothing was changed."))


def _offers(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[ExternalCheck]:
    monkeypatch.syspath_prepend(str(place))
    return [item for item in foreign.found() if item.folder == str(place)]
