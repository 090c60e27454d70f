"""Is a filed document the file that was filed, about something that exists, and nothing else?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.audit import Problem
from core.errors import IntegrityError, NotAllowedError, PruefsteinError, UserError
from core.governance.documents import Document, DocumentKind, DocumentState, may_be_shown, safe_file_name
from core.ids import DocumentId
from core.people import PersonKind, Role
from core.policy_file import default_policy
from core.workspace import Changes, NewPerson
from core.workspace.governance.documents import NewDocument
from tests.core.casework import PASSPHRASE, Firm, said


def paper(firm: Firm, body: bytes = b"how it is made", name: str = "method.pdf") -> Path:
    path = firm.folder / name
    path.write_bytes(body)
    return path


def new(firm: Firm, path: Path | None = None, **given: object) -> NewDocument:
    plain = NewDocument(path=path or paper(firm), title=said("Method"), kind=DocumentKind.METHODOLOGY)
    return replace(plain, **given)  # type: ignore[arg-type]


def filed(firm: Firm, path: Path | None = None, role: Role = Role.DEVELOPER, **given: object) -> Document:
    return firm.workspace.documents.file(firm.as_(role), new(firm, path, **given))[0]


def test_a_document_is_kept_under_its_digest_and_outlives_its_source(firm: Firm) -> None:
    model, path = firm.model(), paper(firm)
    document, changes = firm.workspace.documents.file(
        firm.as_(Role.DEVELOPER), new(firm, path, subject=model, language="de")
    )
    path.unlink()
    assert changes is Changes.ESTATE
    assert firm.workspace.documents.path(document.id).read_bytes() == b"how it is made"
    assert firm.workspace.documents.of(model) == (document,)
    assert firm.workspace.documents.current(model, DocumentKind.METHODOLOGY) == document
    assert firm.workspace.documents.current(model, DocumentKind.CONTRACT) is None
    assert firm.workspace.trail.verify().intact


def test_a_changed_or_missing_file_is_refused_and_found_by_the_trail(firm: Firm) -> None:
    document = filed(firm)
    stored = firm.workspace.documents.path(document.id)
    stored.chmod(0o600)
    stored.write_bytes(b"how it was never made")
    with pytest.raises(IntegrityError):
        firm.workspace.documents.path(document.id)
    with pytest.raises(IntegrityError):
        firm.workspace.documents.save_copy(document.id, firm.folder)
    assert {item.problem for item in firm.workspace.trail.verify().problems} == {Problem.ARTIFACT_CHANGED}
    stored.unlink()
    assert {item.problem for item in firm.workspace.trail.verify().problems} == {Problem.ARTIFACT_MISSING}


EDITS = {
    "UPDATE document_record SET subject = 'VEN-0001'": Problem.COLUMNS_DIFFER,
    "UPDATE document_record SET document = x'7b7d'": Problem.OBJECT_CHANGED,
    "DELETE FROM document_record": Problem.OBJECT_MISSING,
}


def test_an_edited_record_is_found_by_the_trail(firm: Firm) -> None:
    filed(firm)
    for edit, problem in EDITS.items():
        with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
            connection.execute(edit)
            connection.commit()
        assert problem in {item.problem for item in firm.workspace.trail.verify().problems}, edit


def test_what_cannot_be_is_refused_and_nothing_is_recorded(firm: Firm) -> None:
    model, known = firm.model(), new(firm)
    filed(firm, subject=model)
    before = firm.workspace.trail.count()
    for refused, error in (
        (replace(known, subject="MOD-0099"), "nothing with the id"),
        (replace(known, subject=f"{model}@9"), "nothing with the id"),
        (replace(known, subject="nonsense"), "nothing with the id"),
        (replace(known, title=said(" ")), "no title"),
        (replace(known, language="German"), "no language"),
        (replace(known, valid_until=date(2026, 11, 1)), "no longer valid"),
        (replace(known, path=Path("/nowhere/at-all.pdf")), "no file"),
        (replace(known, path=Path("/dev/null")), "no file"),
        (replace(known, replaces=DocumentId("DOC-0099")), "no document"),
    ):
        with pytest.raises(UserError, match=error):
            firm.workspace.documents.file(firm.as_(Role.OWNER), refused)
    assert firm.workspace.trail.count() == before


def test_empty_and_too_large_files_are_refused_by_the_policy(firm: Firm) -> None:
    with pytest.raises(UserError, match="empty"):
        filed(firm, paper(firm, b""))
    smaller = default_policy().replace(b"document_limit_mb = 50", b"document_limit_mb = 1")
    firm.workspace.adopt_policy(firm.as_(Role.ADMINISTRATOR), smaller)
    filed(firm, paper(firm, bytes(1 << 20), "fits.bin"))
    with pytest.raises(UserError, match="larger than"):
        filed(firm, paper(firm, bytes((1 << 20) + 1), "large.bin"))


def test_administrators_and_pipelines_file_nothing_whoever_asks_them(firm: Firm) -> None:
    with pytest.raises(NotAllowedError):
        filed(firm, role=Role.ADMINISTRATOR)
    document = filed(firm, role=Role.AUDITOR)
    with pytest.raises(NotAllowedError):
        firm.workspace.documents.withdraw(firm.as_(Role.ADMINISTRATOR), document.id, said("no"))
    with pytest.raises(NotAllowedError):
        firm.workspace.documents.set_validity(firm.as_(Role.ADMINISTRATOR), document.id, None, said("no"))


def test_a_document_is_replaced_once_by_one_about_the_same_thing(firm: Firm) -> None:
    model, other = firm.model(), firm.model(name="Other")
    old = filed(firm, subject=model)
    with pytest.raises(UserError, match="something else"):
        filed(firm, subject=other, replaces=old.id)
    newer = filed(firm, paper(firm, b"second edition"), subject=model, replaces=old.id)
    with pytest.raises(UserError, match="replaced before"):
        filed(firm, subject=model, replaces=old.id)
    states = {line.document.id: line.state for line in firm.workspace.documents.lines(model)}
    assert states == {old.id: DocumentState.REPLACED, newer.id: DocumentState.CURRENT}
    firm.workspace.documents.withdraw(firm.as_(Role.OWNER), newer.id, said("wrong edition"))
    assert firm.workspace.documents.current(model, DocumentKind.METHODOLOGY) == old


def test_a_withdrawn_document_stays_withdrawn_even_with_a_stale_copy_at_hand(firm: Firm) -> None:
    document = filed(firm)
    documents = firm.workspace.documents
    documents.withdraw(firm.as_(Role.OWNER), document.id, said("wrong file"))
    with pytest.raises(NotAllowedError):
        documents.set_validity(firm.as_(Role.OWNER), document.id, date(2030, 1, 1), said("still good"))
    with pytest.raises(NotAllowedError):
        documents.withdraw(firm.as_(Role.OWNER), document.id, said("again"))
    with pytest.raises(NotAllowedError):
        filed(firm, replaces=document.id)
    assert documents.lines()[0].state is DocumentState.WITHDRAWN


def test_a_document_expires_after_its_last_day(firm: Firm) -> None:
    document = filed(firm, valid_until=date(2026, 11, 3))
    assert firm.workspace.documents.lines()[0].state is DocumentState.CURRENT
    firm.later(days=2)
    assert firm.workspace.documents.lines()[0].state is DocumentState.EXPIRED
    firm.workspace.documents.set_validity(
        firm.as_(Role.OWNER), document.id, date(2027, 1, 1), said("prolonged")
    )
    assert firm.workspace.documents.lines()[0].state is DocumentState.CURRENT


def test_a_copy_is_written_under_a_safe_name_and_replaces_nothing(firm: Firm) -> None:
    document = filed(firm, paper(firm, name="a b.pdf"))
    target = firm.folder / "out"
    target.mkdir()
    assert firm.workspace.documents.save_copy(document.id, target) == target / "a b.pdf"
    with pytest.raises(UserError, match="could not be written"):
        firm.workspace.documents.save_copy(document.id, target)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_._etc_passwd"),
        ("CON.txt", "_CON.txt"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("line\nbreak.pdf", "line_break.pdf"),
        ("..", "document"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Prüfung – Bericht.pdf", "Prüfung – Bericht.pdf"),
    ],
    ids=["path", "reserved", "direction", "control", "dots", "empty", "long", "plain"],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.pdf", True),
        ("a.PDF", True),
        ("a.pdf.exe", False),
        ("a.lnk", False),
        ("a.xlsm", False),
        ("a", False),
    ],
)
def test_only_known_kinds_of_files_may_be_shown_by_the_desktop(name: str, shown: bool) -> None:
    assert may_be_shown(name) is shown


def test_a_service_identity_cannot_file(firm: Firm) -> None:
    people = firm.workspace.people
    robot, _ = people.add(
        firm.as_(Role.ADMINISTRATOR),
        NewPerson(name=said("CI"), roles=(Role.SERVICE,), passphrase=PASSPHRASE, kind=PersonKind.SERVICE),
    )
    session = people.sign_in(robot.id, PASSPHRASE)
    with pytest.raises(PruefsteinError):
        firm.workspace.documents.file(session, new(firm))
    assert firm.workspace.documents.all() == ()
