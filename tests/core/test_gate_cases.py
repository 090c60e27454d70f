"""Does the gate let through only what is approved, whole, fresh and signed?"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.audit import Action
from core.decisions import DecisionKind
from core.errors import UserError
from core.findings import Severity
from core.governance.gate import GateVerdict
from core.ids import VersionId
from core.inventory import Artifact, ArtifactFormat, ModelVersion, RecordBasis, State
from core.people import Role
from core.policy_file import default_policy
from core.results import CheckRun
from core.stages import Stage
from core.workspace import DecisionRequest, NewFinding, Workspace
from core.workspace.governance.gate import Gate
from core.workspace.governance.gate_subject import GateRequest
from tests.core.casework import Firm, bad_rows, check, said
from tests.core.gatework import VERSION, approve, edited, judged, missing_rules

PLAIN = default_policy().replace(b"copy_limit_mb = 200", b"copy_limit_mb = 0")


def with_file(firm: Firm, data: bytes = b"weights", label: str = "1") -> ModelVersion:
    """Give the version a stored model file, as a registration does."""
    digest = firm.workspace._desk.files.add(data)
    artifact = Artifact(
        format=ArtifactFormat.ONNX,
        digest=digest,
        size=len(data),
        file_name=said("model.onnx"),
        features=("age",),
        libraries={},
        estimator="net",
    )
    version = firm.workspace.inventory.version(VersionId(f"MOD-0001@{label}"))
    changed = replace(version, artifacts=(artifact,))
    with firm.workspace._desk.store.transaction(firm.as_(Role.DEVELOPER), said("file")) as step:
        step.put(changed, Action.VERSION_CHANGED)
        for run in step.select(CheckRun, version=version.id):
            step.put(replace(run, artifact=digest), Action.CHECKS_RUN)
    firm.assess(version.id)
    return changed


def raise_severe(firm: Firm) -> None:
    new = NewFinding(
        version=VERSION,
        title=said("Wrong for whom it matters"),
        severity=Severity.SEVERE,
        owner=firm.person(Role.OWNER).id,
        due=firm.clock().date() + timedelta(days=9),
    )
    firm.workspace.findings.raise_new(firm.as_(Role.VALIDATOR), new)


def test_an_approved_version_passes(validated: Firm) -> None:
    approve(validated)
    verdict = judged(validated.workspace)
    assert missing_rules(verdict) == set()
    assert verdict.passed


def test_nothing_passes_before_somebody_decided(validated: Firm) -> None:
    verdict = judged(validated.workspace)
    assert not verdict.passed
    assert {"gate.approval.present", "gate.stage.state"} <= missing_rules(verdict)


def test_a_rejection_lets_nothing_through(validated: Firm) -> None:
    request = DecisionRequest(version=VERSION, kind=DecisionKind.REJECT, reason=said("no"))
    key = validated.key(Role.RISK_MANAGER)
    validated.workspace.decisions.decide(validated.as_(Role.RISK_MANAGER), request, key)
    assert "gate.approval.present.rejected" in missing_rules(judged(validated.workspace))


def test_a_replaced_data_set_lapses_the_approval_and_a_met_condition_does_not(
    validated: Firm,
) -> None:
    firm, today = validated, validated.clock().date()
    owner = firm.person(Role.OWNER).id
    request = DecisionRequest(
        version=VERSION,
        kind=DecisionKind.APPROVE_WITH_CONDITIONS,
        reason=said("sound"),
        conditions=((said("write the manual"), owner, today + timedelta(days=30)),),
    )
    key = firm.key(Role.RISK_MANAGER)
    decision = firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, key)[0]
    assert judged(firm.workspace).passed
    decisions = firm.workspace.decisions
    decisions.prove_condition(firm.as_(Role.OWNER), decision.id, 0, (VERSION,), said("see"))
    decisions.meet_condition(firm.as_(Role.RISK_MANAGER), decision.id, 0)
    assert judged(firm.workspace).passed
    version = firm.workspace.inventory.version(VERSION)
    other = firm.table(bad_rows())
    with firm.workspace._desk.store.transaction(firm.as_(Role.DEVELOPER), said("newer")) as step:
        step.put(replace(version, datasets=(other.id,)), Action.VERSION_CHANGED)
        for run in step.select(CheckRun, version=VERSION):
            moved = replace(run, dataset=other.id, dataset_digest=other.digest)
            step.put(moved, Action.CHECKS_RUN)
    assert "gate.approval.lapsed.data" in missing_rules(judged(firm.workspace))


def test_an_overdue_condition_stops_and_an_open_one_does_not(validated: Firm) -> None:
    firm, owner = validated, validated.person(Role.OWNER).id
    due = firm.clock().date() + timedelta(days=3)
    request = DecisionRequest(
        version=VERSION,
        kind=DecisionKind.APPROVE_WITH_CONDITIONS,
        reason=said("sound"),
        conditions=((said("write the manual"), owner, due),),
    )
    key = firm.key(Role.RISK_MANAGER)
    firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, key)
    firm.later(days=3)
    assert judged(firm.workspace).passed
    firm.later(days=1)
    assert missing_rules(judged(firm.workspace)) == {"gate.approval.conditions.overdue"}


def test_an_approval_counts_on_its_last_day_and_not_after_it(validated: Firm) -> None:
    approve(validated, expires=validated.clock().date() + timedelta(days=5))
    validated.later(days=5)
    assert judged(validated.workspace).passed
    validated.later(days=1)
    assert missing_rules(judged(validated.workspace)) == {"gate.approval.expired"}


def test_a_blocking_finding_stops_what_was_approved(validated: Firm) -> None:
    approve(validated)
    raise_severe(validated)
    assert "gate.findings.blocking.open" in missing_rules(judged(validated.workspace))


def test_another_policy_lapses_the_approval(validated: Firm) -> None:
    approve(validated)
    other = default_policy() + b"\n# another year\n"
    validated.workspace.adopt_policy(validated.as_(Role.ADMINISTRATOR), other)
    rules = missing_rules(judged(validated.workspace))
    assert {"gate.approval.lapsed.policy", "gate.evidence.checks"} <= rules


def test_old_runs_do_not_count(validated: Firm) -> None:
    approve(validated)
    validated.later(days=1100)
    assert {"gate.evidence.fresh", "gate.approval.expired"} <= missing_rules(judged(validated.workspace))


def test_an_approver_who_later_loses_the_role_had_it_when_deciding(validated: Firm) -> None:
    approve(validated)
    person, admin = validated.person(Role.RISK_MANAGER).id, validated.as_(Role.ADMINISTRATOR)
    validated.workspace.people.change(admin, person, roles=(Role.AUDITOR,), active=True)
    assert judged(validated.workspace).passed


def test_a_role_given_after_the_decision_does_not_count(validated: Firm) -> None:
    """Somebody writes a decision past the guards; the role comes later."""
    firm = validated
    decision = approve(firm)
    auditor = firm.person(Role.AUDITOR)
    with firm.workspace._desk.store.transaction(firm.as_(Role.AUDITOR), said("trick")) as step:
        step.put(replace(decision, id="D-0002", decided_by=auditor.id), Action.DECISION_RECORDED)  # type: ignore[arg-type]
    firm.workspace.people.change(
        firm.as_(Role.ADMINISTRATOR), auditor.id, roles=(Role.RISK_MANAGER,), active=True
    )
    rules = missing_rules(judged(firm.workspace))
    assert {"gate.approval.approver", "gate.approval.signature"} <= rules


def test_a_developer_cannot_have_approved(validated: Firm) -> None:
    approve(validated)
    version = validated.workspace.inventory.version(VERSION)
    manager = validated.person(Role.RISK_MANAGER).id
    with validated.workspace._desk.store.transaction(validated.as_(Role.DEVELOPER), said("me?")) as step:
        step.put(replace(version, developer=manager), Action.VERSION_CHANGED)
    assert "gate.approval.approver" in missing_rules(judged(validated.workspace))


EDITS: dict[str, Callable[[Workspace], str]] = {
    "decision": lambda _: (
        "UPDATE decision SET document = CAST(replace(CAST(document AS TEXT), '2029-11', '2039-11') AS BLOB)"
    ),
    "decision removed": lambda _: "DELETE FROM decision WHERE id = 'D-0001'",
    "policy": lambda _: (
        "UPDATE policy SET document = CAST(replace(CAST(document AS TEXT), 'approval_months = 36', "
        "'approval_months = 99') AS BLOB)"
    ),
    "run": lambda _: (
        "UPDATE run SET document = CAST(replace(CAST(document AS TEXT), 'passed', 'failed') AS BLOB)"
    ),
    "version": lambda _: (
        "UPDATE version SET document = CAST(replace(CAST(document AS TEXT), '0.5', '0.4') AS BLOB)"
    ),
    "list column": lambda _: "UPDATE version SET state = 'in_use'",
    "event": lambda _: "UPDATE event SET ts = '2026-01-01T00:00:00.000000Z' WHERE seq = 5",
    "last event removed": lambda _: "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
    "text": lambda _: "UPDATE text SET body = 'trust me' WHERE body = 'sound'",
    "column": lambda _: "UPDATE decision SET version = 'MOD-0001@9'",
}


@pytest.mark.parametrize("edit", sorted(EDITS))
def test_an_edited_database_never_passes(validated: Firm, edit: str) -> None:
    approve(validated)
    folder = validated.workspace.folder
    validated.workspace.close()
    with edited(folder) as connection:
        changed = connection.execute(EDITS[edit](validated.workspace)).rowcount
    assert changed > 0
    reopened = Workspace.open(folder, read_only=True, clock=validated.clock)
    try:
        verdict = judged(reopened)
    finally:
        reopened.close()
    assert not verdict.passed
    assert any(rule.startswith("gate.trail.intact") for rule in missing_rules(verdict)) or verdict.unasked


def test_a_removed_finding_is_missed(validated: Firm) -> None:
    approve(validated)
    raise_severe(validated)
    with edited(validated.workspace.folder) as connection:
        connection.execute("DELETE FROM finding")
        connection.execute(
            "UPDATE version SET document = CAST(replace(CAST(document AS TEXT), "
            "'under_review', 'approved') AS BLOB)"
        )
    assert "gate.trail.intact" in missing_rules(judged(validated.workspace))


def test_a_stored_model_file_is_hashed_anew(validated: Firm) -> None:
    version = with_file(validated)
    approve(validated)
    assert judged(validated.workspace).passed
    path = validated.workspace._desk.files.path(version.artifacts[0].digest)
    path.chmod(0o640)
    path.write_bytes(b"weightz")
    rules = missing_rules(judged(validated.workspace))
    assert {"gate.subject.artifact.stored", "gate.trail.intact"} <= rules


def test_a_file_passes_by_what_it_holds_and_not_by_its_name(validated: Firm, tmp_path: Path) -> None:
    with_file(validated)
    approve(validated)
    good, other = tmp_path / "any name.bin", tmp_path / "model.onnx"
    good.write_bytes(b"weights")
    other.write_bytes(b"other weights")
    assert judged(validated.workspace, None, artifact=good).passed
    unknown = judged(validated.workspace, None, artifact=other)
    assert missing_rules(unknown) == {"gate.subject.artifact.unknown"}
    named = judged(validated.workspace, VERSION, artifact=other)
    assert missing_rules(named) == {"gate.subject.artifact.other"}


def test_a_file_of_two_models_is_not_guessed(validated: Firm, tmp_path: Path) -> None:
    version = with_file(validated)
    model = validated.model(name="Copy")
    copy = validated.version(model=model)
    with validated.workspace._desk.store.transaction(validated.as_(Role.DEVELOPER), said("copy")) as step:
        step.put(replace(copy, artifacts=version.artifacts), Action.VERSION_CHANGED)
    file = tmp_path / "m.onnx"
    file.write_bytes(b"weights")
    with pytest.raises(UserError, match=r"several models.*MOD-0001@1.*MOD-0002@1"):
        judged(validated.workspace, None, artifact=file)


def test_several_qualifying_versions_are_named_and_none_is_chosen(validated: Firm) -> None:
    approve(validated)
    firm = validated
    other = firm.in_validation(label="2", model=firm.workspace.inventory.version(VERSION).model)
    firm.assess(other.id)
    check(firm, other)
    approve(firm, other.id)
    with pytest.raises(UserError, match="MOD-0001@1, MOD-0001@2"):
        judged(firm.workspace, "MOD-0001")
    assert judged(firm.workspace, "MOD-0001@2").passed


def test_a_model_with_one_qualifying_version_needs_no_label(validated: Firm) -> None:
    approve(validated)
    assert judged(validated.workspace, "MOD-0001").version == VERSION


@pytest.mark.parametrize("subject", ["MOD-0009", "MOD-0001@9", None])
def test_what_is_not_there_is_bad_input(validated: Firm, subject: str | None) -> None:
    with pytest.raises(UserError):
        judged(validated.workspace, subject)


def test_a_model_without_a_version_is_bad_input(firm: Firm) -> None:
    with pytest.raises(UserError, match="no version yet"):
        judged(firm.workspace, firm.model())


def test_what_was_taken_over_never_passes(firm: Firm) -> None:
    version = firm.version(model=firm.model(basis=RecordBasis.TAKEN_OVER))
    firm.move(version.id, State.IN_USE)
    verdict = judged(firm.workspace, version.id)
    assert {"gate.subject.basis", "gate.approval.present"} <= missing_rules(verdict)


def test_a_referenced_table_that_was_changed_stops(firm: Firm) -> None:
    firm.workspace.adopt_policy(firm.as_(Role.ADMINISTRATOR), PLAIN)
    version = firm.in_validation()
    firm.assess(version.id)
    check(firm, version)
    approve(firm, version.id)
    assert judged(firm.workspace, version.id).passed
    dataset = firm.workspace.inventory.dataset(version.datasets[0])
    assert dataset.reference is not None
    path = Path(dataset.reference)
    stat, data = path.stat(), path.read_bytes()
    path.write_bytes(data.replace(b"20", b"21", 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert "gate.subject.data" in missing_rules(judged(firm.workspace, version.id))


def test_the_gate_works_beside_a_writer_and_in_a_folder_that_may_not_be_written(validated: Firm) -> None:
    approve(validated)
    folder = validated.workspace.folder
    beside = Workspace.open(folder, read_only=True, clock=validated.clock)
    assert judged(beside).passed
    beside.close()
    validated.workspace.close()
    places = [folder, *(item for item in folder.rglob("*") if item.is_dir())]
    for place in places:
        place.chmod(0o550)
    try:
        alone = Workspace.open(folder, read_only=True, clock=validated.clock)
        assert judged(alone).passed
        alone.close()
    finally:
        for place in places:
            place.chmod(0o750)


def test_a_verdict_without_lines_or_with_a_gap_does_not_pass(validated: Firm) -> None:
    approve(validated)
    verdict = judged(validated.workspace)
    for line in verdict.lines:
        if line.demand in verdict.demanded:
            rest = tuple(item for item in verdict.lines if item.demand is not line.demand)
            assert not replace(verdict, lines=rest).passed
    empty = GateVerdict(subject="x", version=None, stage=Stage.SHADOW, judged_at=validated.clock(), lines=())
    assert not empty.passed


def test_an_unexpected_error_lets_nothing_through(validated: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    approve(validated)

    def broken(*_: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(Gate, "_evidence", broken)
    verdict = judged(validated.workspace)
    assert missing_rules(verdict) == {"gate.trail.intact.unreadable"}
    assert "disk on fire" in str(verdict.lines[0].said)


def test_a_report_is_demanded_in_a_high_tier_and_must_be_signed(firm: Firm) -> None:
    policy = default_policy().replace(
        b"gate = { run_days = 1095 }", b"gate = { report = true, report_days = 9 }"
    )
    firm.workspace.adopt_policy(firm.as_(Role.ADMINISTRATOR), policy)
    version = firm.in_validation()
    firm.assess(version.id)
    check(firm, version)
    approve(firm, version.id)
    assert missing_rules(judged(firm.workspace, version.id)) == {"gate.evidence.report.none"}
    from tests.core.tampering import file_report

    file_report(firm, version)
    request = GateRequest(subject=version.id)
    unsigned = firm.workspace.gate.judge(request, report_check=lambda _: False)
    assert missing_rules(unsigned) == {"gate.evidence.report.signature"}
    assert missing_rules(firm.workspace.gate.judge(request)) == {"gate.evidence.report.signature"}
    assert judged(firm.workspace, version.id).passed
    firm.later(days=10)
    assert missing_rules(judged(firm.workspace, version.id)) == {"gate.evidence.report.old"}
