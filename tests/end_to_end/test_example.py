"""Does the shipped example tell what its figures say?"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cli.example.story import read_persons
from core.audit import Action
from core.checks.registry import all_checks
from core.decisions import DecisionKind
from core.ids import VersionId, model_of
from core.inventory import State, Task
from core.metric_guide import choice_of
from core.opinion import OpinionGrade
from core.options import SampleRole
from core.people import Role
from core.results import CheckRun, Conclusion, RunState, Verdict
from core.workspace import Workspace
from tests.conftest import ROOT
from tests.end_to_end.conftest import Command
from tests.test_architecture import HEAVY

SHOW = """
import sys
from pathlib import Path
from tools.screens import QApplication, Face, Language, Settings, ThemeChoice, load_theme, open_workspace
app = QApplication([])
face = Face(theme=load_theme(ThemeChoice.LIGHT), language=Language.GERMAN)
opened = open_workspace(Path(sys.argv[1]), Settings(Path(sys.argv[2])), face)
opened.window.show()
for _ in range(20):
    app.processEvents()
loaded = sorted({name.partition(".")[0] for name in sys.modules})
opened.close()
print(*loaded)
"""

V1, V2 = VersionId("MOD-0001@1"), VersionId("MOD-0001@2")


@pytest.fixture
def workspace(told: Path) -> Iterator[Workspace]:
    opened = Workspace.open(told, read_only=True)
    yield opened
    opened.close()


def first_run(workspace: Workspace, version: VersionId) -> CheckRun:
    """Return the run the decision rests on; a survey of all checks may follow it."""
    return workspace.checking.runs(version)[-1]


def conclusion(workspace: Workspace, version: VersionId, measure: str, subject: str) -> Conclusion:
    run = first_run(workspace, version)
    return next(
        item
        for result in run.results
        for item in result.conclusions
        if item.measure == measure and item.subject == subject
    )


def test_version_1_overlooks_bad_loans_and_is_rejected(workspace: Workspace) -> None:
    recall = conclusion(workspace, V1, "recall", "0")
    assert recall.verdict is Verdict.FAILED
    assert recall.value == pytest.approx(0.46)
    assert recall.interval is not None
    assert (recall.interval.low, recall.interval.high) == pytest.approx((0.38, 0.54), abs=0.01)
    assert workspace.inventory.version(V1).state is State.REJECTED
    assert workspace.decisions.of(V1)[0].kind is DecisionKind.REJECT


def test_version_2_finds_them_but_equal_treatment_cannot_be_decided(workspace: Workspace) -> None:
    assert conclusion(workspace, V2, "recall", "0").verdict is Verdict.PASSED
    ratio = conclusion(workspace, V2, "impact_ratio", "alter")
    assert ratio.verdict is Verdict.NOT_DECIDABLE
    assert ratio.beyond
    assert ratio.value == pytest.approx(0.60, abs=0.01)
    assert ratio.needed_n is not None
    assert ratio.needed_n > 89
    # Approved and in use, until the last month that was watched brought amounts it never saw.
    (status,) = workspace.monitoring.all()
    assert [bool(item.alarms) for item in status.observations] == [False, False, True]
    assert workspace.inventory.version(V2).state is State.UNDER_REVIEW
    decision = workspace.decisions.of(V2)[0]
    assert decision.kind is DecisionKind.APPROVE_WITH_CONDITIONS
    assert decision.conditions
    assert workspace.decisions.lapsed(V2) == ()


def test_every_check_was_made_of_version_2_with_its_options(workspace: Workspace) -> None:
    survey = max(workspace.checking.runs(V2), key=lambda run: len(run.results))
    assert {result.check for result in survey.results} == {
        check.id for check in all_checks() if Task.BINARY in check.tasks
    }
    assert all(result.state is RunState.FINISHED for result in survey.results)
    assert {sample.role for sample in survey.samples} == set(SampleRole)
    assert survey.options.metric is not None
    assert choice_of({item.question: item.answer for item in survey.options.metric.answers}).measure == (
        survey.options.metric.measure
    )
    assert not any(finding.is_open for finding in workspace.findings.of(V2) if finding.run == survey.id)


def test_the_small_group_is_shown_but_not_compared(workspace: Workspace) -> None:
    run = first_run(workspace, V2)
    groups = [group for result in run.results for group in result.groups if group.feature == "gastarb"]
    small = next(group for group in groups if group.label == "1")
    assert small.n < 30
    assert small.excluded is not None
    assert small.measurements


def test_the_trail_is_intact_and_time_runs_forward(workspace: Workspace) -> None:
    assert workspace.trail.verify().problems == ()
    times = [event.ts for event, _ in reversed(workspace.trail.events())]
    assert times == sorted(times)


def test_a_stored_run_can_be_recomputed_without_the_model(workspace: Workspace) -> None:
    for run in workspace.checking.runs(V2):
        assert workspace.checking.replay(run.id).equal


def test_six_signed_reports_rest_on_evidence_of_one_state_each(workspace: Workspace) -> None:
    from reports.verification import verify

    issued = workspace.reporting.all()
    assert {(report.kind.value, report.language.value) for report in issued} == {
        ("model_risk", "de"), ("model_risk", "en"), ("gdpr_audit", "de"), ("gdpr_audit", "en"),
        ("audit_opinion", "de"), ("audit_opinion", "en"),
    }  # fmt: skip
    for about in (("model_risk", "gdpr_audit"), ("audit_opinion",)):
        assert len({report.evidence for report in issued if report.kind.value in about}) == 1
    for report in issued:
        path = workspace.reporting.path(report)
        seen = verify(path, workspace)
        assert seen.intact, path
        assert seen.valid, path


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_other_software_accepts_the_signature(workspace: Workspace) -> None:
    path = workspace.reporting.path(workspace.reporting.all()[0])
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_the_reports_are_sound_pdf_files(workspace: Workspace) -> None:
    for report in workspace.reporting.all():
        subprocess.run(["qpdf", "--check", workspace.reporting.path(report)], capture_output=True, check=True)


def test_the_supplied_table_is_read_as_it_is_and_gets_a_qualified_opinion(workspace: Workspace) -> None:
    (head,) = workspace.opinions.all()
    opinion = workspace.opinions.get(head.id)
    examined = opinion.examination
    dialect = examined.table.dialect
    assert (dialect.encoding, dialect.delimiter, dialect.decimal, dialect.skipped) == ("cp1252", ";", ",", 2)
    assert examined.table.rows == 500
    assert opinion.example
    assert opinion.grade is OpinionGrade.QUALIFIED
    assert len(opinion.observations) == 2
    author = next(person for person in workspace.people.all() if person.id == opinion.author)
    assert Role.AUDITOR in author.roles


def test_the_opinion_says_what_its_figures_say(workspace: Workspace) -> None:
    """Fails when a figure turns the words of the story wrong."""
    examined = workspace.opinions.get(workspace.opinions.all()[0].id).examination
    found = {
        (item.measure, item.subject): item.verdict
        for result in examined.results
        for item in result.conclusions
    }
    assert found["auc", None] is Verdict.PASSED
    assert found["impact_ratio", "Alter"] is Verdict.NOT_DECIDABLE
    assert found["impact_ratio", "Gastarbeiter"] is Verdict.NOT_APPLICABLE
    rates = {
        (group.feature, group.label): (group.n, item.value)
        for result in examined.results
        for group in result.groups
        for item in group.measurements
        if item.measure == "tpr"
    }
    young, older = rates["Alter", "<= 25"][1], rates["Alter", "> 25"][1]
    assert young is not None
    assert older is not None
    assert young < older - 0.1
    fairness = next(result for result in examined.results if result.check == "group_fairness")
    sizes = {group.label: group.n for group in fairness.groups if group.feature == "Gastarbeiter"}
    assert sizes == {"nein": 482, "…": 18}


def test_the_protected_column_was_read_for_a_run_and_waits_for_its_deletion(workspace: Workspace) -> None:
    (head,) = workspace.opinions.all()
    assert head.promoted is not None
    (run,) = workspace.checking.runs(head.promoted)
    (due,) = workspace.sensitive.due(run.started_at.date())
    assert due.columns == ("Gastarbeiter",)
    assert not due.overdue
    (access,) = workspace.sensitive.accesses(due.dataset.id)
    assert access.action is Action.SENSITIVE_READ
    assert datetime.fromisoformat(access.ts) <= run.finished_at
    assert workspace.inventory.model(model_of(head.promoted)).example


def test_building_again_prints_each_report_alone_on_a_line(told: Path, command: Command) -> None:
    lines = command("example", str(told)).out.splitlines()
    assert [Path(line).suffix for line in lines[:6]] == [".pdf"] * 6
    assert all(Path(line).is_file() for line in lines[:6])
    result = command("--json", "example", str(told)).result
    assert result["reports"] == lines[:6]
    assert result["reused"] is True


def test_persons_and_certificates_are_marked_as_examples(workspace: Workspace) -> None:
    from cryptography.x509 import load_pem_x509_certificate

    for person in workspace.people.all():
        assert person.example
        assert person.certificate is not None
        subject = load_pem_x509_certificate(person.certificate.encode()).subject.rfc4514_string()
        assert "Example" in subject


def test_the_window_on_a_workspace_loads_no_heavy_library(told: Path, tmp_path: Path) -> None:
    copy = tmp_path / "workspace"
    shutil.copytree(told, copy, ignore=shutil.ignore_patterns("workspace.lock"))
    done = subprocess.run(
        [sys.executable, "-c", SHOW, str(copy), str(tmp_path / "settings.json")],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "PySide6" in loaded
    assert loaded & set(HEAVY) == set()


def test_ctrl_c_stops_a_run_in_words_and_changes_nothing(told: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(told, copy, ignore=shutil.ignore_patterns("workspace.lock"))
    secret = tmp_path / "secret"
    validator = next(who for who in read_persons() if who.key == "validator")
    secret.write_text(validator.passphrase, encoding="utf-8")
    before = events(copy)
    # A shell that runs the tests in the background makes them ignore Ctrl-C; a terminal does not.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{listening}; import cli.main; cli.main.main()"
    command = [sys.executable, "-c", program, "check", "MOD-0001@2", "--as", validator.name]
    process = subprocess.Popen(
        [*command, "--workspace", str(copy), "--language", "en"],
        cwd=ROOT, env={**os.environ, "PRUEFSTEIN_PASSPHRASE_FILE": str(secret)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    time.sleep(3)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")
    assert events(copy) == before


def events(folder: Path) -> int:
    workspace = Workspace.open(folder, read_only=True)
    try:
        return workspace.trail.count()
    finally:
        workspace.close()
