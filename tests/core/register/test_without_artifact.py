"""Does the policy say what takes the place of checks that need a file, and is it then demanded?"""

import re
from datetime import timedelta

import pytest

from core.errors import UserError
from core.governance.documents import DocumentKind
from core.governance.gate import Demand
from core.governance.register import FieldKey
from core.governance.register.edits import Edit, FieldEntry
from core.governance.replacing import lacks_model
from core.ids import DocumentId, VersionId
from core.inventory import ModelKind
from core.kind_policy import replacement_for
from core.people import Role
from core.policy_file import default_policy, read_policy
from core.results import Verdict
from core.texts import Language
from core.workspace import RunRequest
from core.workspace.governance.documents import NewDocument
from core.workspace.governance.gate_subject import GateRequest
from tests.core.casework import Firm, check, said

READY = VersionId("MOD-0001@1")
NEEDED = "takes its place"


def texts(firm: Firm) -> list[str]:
    manager = firm.person(Role.RISK_MANAGER)
    return [str(item.message) for item in firm.workspace.decisions.obstacles(READY, manager)]


def about_file(firm: Firm) -> list[str]:
    return [text for text in texts(firm) if NEEDED in text]


def explained(firm: Firm) -> Firm:
    """Make the explanation mandatory in tier low, and run it on predictions only."""
    text = re.sub(
        rb'checks = \["performance"\]', b'checks = ["performance", "explanation"]', default_policy(), count=1
    )
    firm.workspace.adopt_policy(firm.as_(Role.ADMINISTRATOR), text)
    run = check(firm, firm.workspace.inventory.version(READY))
    assert {item.check: item.verdict for item in run.results}["explanation"] is Verdict.NOT_APPLICABLE
    return firm


def file(firm: Firm, role: Role, kind: DocumentKind, subject: str = "MOD-0001@1") -> DocumentId:
    path = firm.folder / f"{kind.value}-{role.value}.txt"
    path.write_text(f"{kind.value} {role.value}", encoding="utf-8")
    new = NewDocument(path=path, title=said("Report"), kind=kind, subject=subject)
    document, _ = firm.workspace.documents.file(firm.as_(role), new)
    return document.id


def test_without_a_file_a_document_is_demanded_in_place_of_the_check(validated: Firm) -> None:
    firm = explained(validated)
    assert len(about_file(firm)) == 1
    file(firm, Role.VALIDATOR, DocumentKind.METHODOLOGY)
    assert len(about_file(firm)) == 1, "another kind of document does not do"
    file(firm, Role.OWNER, DocumentKind.VALIDATION_REPORT)
    assert len(about_file(firm)) == 1, "the owner is none of those who may file it"
    file(firm, Role.VALIDATOR, DocumentKind.VALIDATION_REPORT)
    assert texts(firm) == []


def test_a_document_about_the_model_counts_for_its_versions(validated: Firm) -> None:
    firm = explained(validated)
    file(firm, Role.VALIDATOR, DocumentKind.VALIDATION_REPORT, "MOD-0001")
    assert not about_file(firm)


def test_a_withdrawn_or_old_document_takes_no_place(validated: Firm) -> None:
    firm = explained(validated)
    document = file(firm, Role.VALIDATOR, DocumentKind.VALIDATION_REPORT)
    assert not about_file(firm)
    firm.later(days=400)
    assert about_file(firm), "the policy lets it count for twelve months"
    firm.clock.advance(timedelta(days=-399))
    firm.later(days=0)
    assert not about_file(firm)
    firm.workspace.documents.withdraw(firm.as_(Role.VALIDATOR), document, said("wrong file"))
    assert about_file(firm)


def test_the_kind_of_the_model_decides_which_document(validated: Firm) -> None:
    firm = explained(validated)
    edit = Edit(
        entries=(
            FieldEntry(key=FieldKey("vendor"), raw="Acme"),
            FieldEntry(key=FieldKey("kind"), raw="vendor"),
        ),
        language=Language.ENGLISH,
    )
    model = firm.workspace.inventory.model(firm.workspace.inventory.version(READY).model)
    firm.workspace.register.change(firm.as_(Role.OWNER), model.id, edit, said("It was bought"))
    assert firm.workspace.inventory.model(model.id).kind is ModelKind.VENDOR
    file(firm, Role.VALIDATOR, DocumentKind.VALIDATION_REPORT)
    assert about_file(firm)
    file(firm, Role.VALIDATOR, DocumentKind.VENDOR_DOCUMENTATION)
    assert not about_file(firm)


def test_checks_that_need_the_file_are_not_applicable_and_the_rest_is_measured(validated: Firm) -> None:
    version = validated.workspace.inventory.version(READY)
    request = RunRequest(
        version=READY, dataset=version.datasets[0], checks=("performance", "explanation", "robustness")
    )
    run, _ = validated.workspace.checking.run(validated.as_(Role.VALIDATOR), request)
    verdicts = {item.check: item.verdict for item in run.results}
    assert verdicts["performance"] is Verdict.PASSED
    assert verdicts["explanation"] is Verdict.NOT_APPLICABLE
    assert verdicts["robustness"] is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'documents = ["vendor_documentation"]', b'documents = ["hearsay"]'),
        (b'documents = ["vendor_documentation"]', b"documents = []"),
        (b'kinds = ["vendor"]', b'kinds = ["oracle"]'),
        (b"months = 24", b"months = -1"),
        (b"negligible = []", b'negligible = ["tiny"]'),
        (b"negligible = []", b"neglected = []"),
    ],
    ids=["unknown-document", "no-document", "unknown-kind", "negative-age", "unknown-tier", "unknown-key"],
)
def test_a_policy_that_names_what_there_is_not_is_refused(old: bytes, new: bytes) -> None:
    assert old in default_policy()
    with pytest.raises(UserError):
        read_policy(default_policy().replace(old, new, 1))


NEED_A_FILE = (
    "counterfactuals",
    "effects",
    "explanation",
    "group_explanation",
    "permutation_importance",
    "reason_codes",
    "robustness",
    "sensitivity",
)


def test_for_every_kind_of_model_the_policy_replaces_every_check_that_needs_a_file(validated: Firm) -> None:
    version, policy = validated.workspace.inventory.version(READY), validated.workspace.policy
    request = RunRequest(version=READY, dataset=version.datasets[0], checks=NEED_A_FILE)
    run, _ = validated.workspace.checking.run(validated.as_(Role.VALIDATOR), request)
    lacking = [item.check for item in run.results if lacks_model(item)]
    assert sorted(lacking) == sorted(NEED_A_FILE)
    for kind in ModelKind:
        gone = [check for check in lacking if replacement_for(policy.replacements, kind, check) is None]
        assert gone == [], kind


def test_the_gate_asks_for_the_document_and_not_for_a_run_that_cannot_be_made(validated: Firm) -> None:
    firm = explained(validated)

    def steps() -> dict[str, str]:
        found = firm.workspace.gate.judge(GateRequest(subject=READY))
        return {str(line.said): str(line.step) for line in found.lines if line.demand is Demand.CHECKS}

    (step,) = (step for said, step in steps().items() if NEEDED in said)
    assert step == "File that document on the page Model record, section Documents."
    file(firm, Role.VALIDATOR, DocumentKind.VALIDATION_REPORT)
    assert not any(NEEDED in said for said in steps())
