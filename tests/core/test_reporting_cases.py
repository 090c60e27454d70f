"""Is the evidence complete, and does a report that was filed never get lost?"""

from dataclasses import replace
from pathlib import Path

import pytest

from core.canonical import sha256
from core.decisions import DecisionKind
from core.errors import ConflictError, IntegrityError, NotAllowedError
from core.evidence import ReportKind, SignatureMeaning
from core.ids import DatasetId, VersionId
from core.people import Role
from core.texts import Language
from core.workspace import Changes, DecisionRequest, NewReport, RunRequest, Workspace
from tests.core.casework import Firm, said

READY = VersionId("MOD-0001@1")


def decided(firm: Firm) -> None:
    request = DecisionRequest(version=READY, kind=DecisionKind.APPROVE, reason=said("fine"))
    firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, firm.key(Role.RISK_MANAGER))


def test_the_evidence_names_everybody_and_everything_it_rests_on(validated: Firm) -> None:
    decided(validated)
    evidence = validated.workspace.reporting.evidence(READY)
    assert evidence.version.id == READY
    assert [item.id for item in evidence.datasets] == ["DS-0001"]
    assert [item.id for item in evidence.runs] == ["RUN-0001"]
    assert len(evidence.decisions) == 1
    assert evidence.assessment is not None
    assert evidence.lapsed == ()
    assert evidence.trail_intact
    assert evidence.trail == validated.workspace.trail.checkpoint()
    roles = {party.roles[0] for party in evidence.parties}
    assert roles == {Role.OWNER, Role.DEVELOPER, Role.VALIDATOR, Role.RISK_MANAGER}
    assert all(evidence.party(line.actor).name for line in evidence.extract)
    assert [line.seq for line in evidence.extract] == sorted(line.seq for line in evidence.extract)
    assert {line.object.split()[0] for line in evidence.extract} == {
        "model",
        "version",
        "dataset",
        "assessment",
        "run",
        "decision",
    }


def test_only_the_latest_run_per_data_set_is_evidence(validated: Firm) -> None:
    validated.workspace.checking.run(
        validated.as_(Role.VALIDATOR),
        RunRequest(version=READY, dataset=DatasetId("DS-0001"), checks=("performance",)),
    )
    evidence = validated.workspace.reporting.evidence(READY)
    assert [item.id for item in evidence.runs] == ["RUN-0002"]


def test_an_earlier_version_is_named_and_a_later_one_is_not(validated: Firm) -> None:
    model = validated.workspace.inventory.version(READY).model
    second = validated.version("2", model=model, datasets=(DatasetId("DS-0001"),))
    reporting = validated.workspace.reporting
    assert [item.id for item in reporting.evidence(second.id).earlier] == [READY]
    assert reporting.evidence(READY).earlier == ()


def test_a_changed_record_shows_in_the_evidence(validated: Firm) -> None:
    import sqlite3

    validated.workspace.close()
    with sqlite3.connect(validated.workspace.folder / "workspace.db") as database:
        database.execute(
            "UPDATE assessment SET document = "
            "CAST(replace(CAST(document AS TEXT), '\"low\"', '\"high\"') AS BLOB)"
        )
    database.close()
    reopened = Workspace.open(validated.workspace.folder, clock=validated.clock)
    try:
        assert not reopened.reporting.evidence(READY).trail_intact
    finally:
        reopened.close()


def written(firm: Firm, content: bytes = b"%PDF-1.7 signed") -> tuple[Path, Path, NewReport]:
    """Return the temporary and the final path, and what is to be filed."""
    reporting = firm.workspace.reporting
    report, final = reporting.reserve(READY, ReportKind.MODEL_RISK, Language.GERMAN)
    temporary = final.with_name(final.name + ".part")
    temporary.write_bytes(content)
    return (
        temporary,
        final,
        NewReport(
            id=report,
            evidence=reporting.evidence(READY),
            kind=ReportKind.MODEL_RISK,
            language=Language.GERMAN,
            meaning=SignatureMeaning.REVIEW,
            temporary=temporary,
        ),
    )


def test_a_filed_report_is_recorded_and_found_by_its_digest(validated: Firm) -> None:
    temporary, final, given = written(validated)
    assert final.name == "MOD-0001@1_model_risk_de_REP-0001.pdf"
    reporting = validated.workspace.reporting
    issued, changes = reporting.file(validated.as_(Role.AUDITOR), given)
    evidence = given.evidence
    assert changes == Changes.REPORTS
    assert not temporary.exists()
    assert reporting.path(issued) == final
    assert issued.sha256 == sha256(b"%PDF-1.7 signed")
    assert (issued.evidence, issued.checkpoint) == (evidence.digest, evidence.trail)
    assert reporting.find(issued.sha256) == issued
    assert reporting.all() == (issued,)
    assert reporting.reserve(READY, ReportKind.MODEL_RISK, Language.GERMAN)[0] == "REP-0002"
    assert validated.workspace.trail.verify().intact
    final.unlink()
    with pytest.raises(IntegrityError):
        reporting.path(issued)


def test_a_report_needs_the_right_to_sign_and_a_number_of_its_own(validated: Firm) -> None:
    temporary, final, given = written(validated)
    reporting = validated.workspace.reporting
    with pytest.raises(NotAllowedError):
        reporting.file(validated.as_(Role.DEVELOPER), given)
    reporting.file(validated.as_(Role.AUDITOR), given)
    temporary.write_bytes(b"another")
    before = validated.workspace.trail.count()
    with pytest.raises(ConflictError):
        reporting.file(validated.as_(Role.AUDITOR), given)
    assert validated.workspace.trail.count() == before
    assert final.read_bytes() == b"%PDF-1.7 signed"


def test_opening_completes_what_was_recorded_and_removes_what_was_not(validated: Firm) -> None:
    temporary, final, given = written(validated)
    issued, _ = validated.workspace.reporting.file(validated.as_(Role.AUDITOR), given)
    final.rename(temporary)
    abandoned = final.with_name("MOD-0001@1_model_risk_en_REP-0002.pdf.part")
    abandoned.write_bytes(b"never signed")
    somebodys = final.with_name("notes.txt")
    somebodys.write_bytes(b"keep")
    validated.workspace.close()
    reopened = Workspace.open(validated.workspace.folder, clock=validated.clock)
    try:
        assert reopened.reporting.path(issued) == final
        assert final.read_bytes() == b"%PDF-1.7 signed"
        assert not temporary.exists()
        assert not abandoned.exists()
        assert somebodys.exists()
        assert reopened.trail.verify().intact
    finally:
        reopened.close()


def test_the_evidence_digest_ignores_nothing_it_states(validated: Firm) -> None:
    evidence = validated.workspace.reporting.evidence(READY)
    assert replace(evidence, trail_intact=False).digest != evidence.digest
    assert replace(evidence, runs=()).digest != evidence.digest
    assert replace(evidence).digest == evidence.digest
