"""Which deeds are there along the line: inventory, risk, checks, findings, decisions, reports, people?"""

from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from core.decisions import DecisionKind
from core.evidence import ReportKind, SignatureMeaning
from core.findings import LinkKind, Severity
from core.governance.scales import Words
from core.ids import Digest
from core.inventory import DatasetKind, State, Task
from core.keys.signing import RequestNames, request
from core.people import Role
from core.policy_file import default_policy
from core.risk import Band, Level, Perspective
from core.texts import Language
from core.workspace import (
    DecisionRequest,
    NewFinding,
    NewModel,
    NewPerson,
    NewReport,
    NewVersion,
    Promotion,
    RunRequest,
    Session,
)
from core.workspace.mending import NewPlan
from core.workspace.own_certificates import NewCertificate
from core.workspace.risk import NewAssessment
from tests.core.authority import Authority
from tests.core.casework import HALF, PASSPHRASE, predictions, ratings, said
from tests.core.guards.asked import CHECK, MODEL, READY
from tests.core.guards.deed import (
    ADMIN,
    AUDITOR,
    DEVELOPER,
    HEAD,
    MANAGER,
    OWNER,
    PROTECTOR,
    SERVICE,
    VALIDATOR,
    Deed,
    World,
    deed,
)
from tests.core.opinionwork import written

WHY = said("because")
LOW = Level(likelihood=1, impact=2)


def _table(world: World) -> Path:
    return world.firm.folder / "table-0.csv"


def _model(world: World) -> NewModel:
    return NewModel(
        name=said("Third"),
        purpose=said("Estimate"),
        intended_use=said("Proposals"),
        kind=world.firm.workspace.inventory.model(MODEL).kind,
        owner=world.firm.person(OWNER).id,
        business_area=said("Retail"),
    )


def _version(world: World) -> NewVersion:
    developer = world.firm.person(DEVELOPER).id
    return NewVersion(
        model=MODEL, label="7", task=Task.BINARY, developer=developer, cut_off=HALF, datasets=()
    )


def _finding(world: World) -> NewFinding:
    owner = world.firm.person(OWNER).id
    return NewFinding(version=READY, title=said("Wrong"), severity=Severity.LOW, owner=owner)


def _assessment(world: World) -> NewAssessment:
    return NewAssessment(version=READY, ratings=ratings(LOW), materiality=Band.LOW)


def _decide(world: World, session: Session) -> object:
    request = DecisionRequest(version=world.ids.undecided, kind=DecisionKind.APPROVE, reason=WHY)
    return world.firm.workspace.decisions.decide(session, request, world.key(session))


def _plan(world: World) -> NewPlan:
    step = (said("Join"), world.firm.person(OWNER).id, world.soon())
    return NewPlan(root_cause=said("A join"), steps=(step,))


def _report(world: World, session: Session) -> object:
    reporting = world.firm.workspace.reporting
    evidence = reporting.evidence(READY)
    number, final = reporting.reserve(READY, ReportKind.MODEL_RISK, Language.ENGLISH)
    temporary = final.with_name(final.name + ".part")
    temporary.write_bytes(b"%PDF-1.7 x")
    new = NewReport(
        id=number,
        evidence=evidence,
        kind=ReportKind.MODEL_RISK,
        language=Language.ENGLISH,
        meaning=SignatureMeaning.REVIEW,
        temporary=temporary,
    )
    try:
        return reporting.file(session, new)
    finally:
        temporary.unlink(missing_ok=True)


def _export(world: World, session: Session) -> object:
    target = world.firm.folder / "exported.csv"
    try:
        found = world.firm.workspace.sensitive.export(session, world.ids.protected, target)
    finally:
        written_ = target.exists()
        target.unlink(missing_ok=True)
    assert written_
    return found


def _scale(world: World, session: Session) -> object:
    scales = world.firm.workspace.scales
    current = scales.in_force()
    other = replace(current.definition, words=Words(de="Drei", en="Three"))
    return scales.adopt(session, other, WHY, replaces=current.id)


def _certificate(world: World, session: Session) -> object:
    key, firm = world.key(session), world.firm
    text = request(key.pkcs12, key.passphrase, "Somebody", RequestNames(), example=False)
    root = Authority(name="Root", now=firm.clock())
    leaf = root.issue(text)
    new = NewCertificate(
        files=(leaf.public_bytes(Encoding.PEM), root.pem), seen=Digest(leaf.fingerprint(SHA256()).hex())
    )
    return firm.workspace.own_certificates.install(session, key, new)


def _promotion(world: World) -> Promotion:
    return Promotion(
        model=_model(world), label="1", table=_table(world), developer=world.firm.person(DEVELOPER).id
    )


DEEDS: tuple[Deed, ...] = (
    deed(
        "adopt_policy",
        {ADMIN, MANAGER},
        lambda w, s: w.firm.workspace.adopt_policy(s, default_policy() + b"# x\n"),
    ),
    deed(
        "people.add",
        {ADMIN},
        lambda w, s: w.firm.workspace.people.add(
            s, NewPerson(name=said("New"), roles=(OWNER,), passphrase=PASSPHRASE)
        ),
    ),
    deed(
        "people.change",
        {ADMIN},
        lambda w, s: w.firm.workspace.people.change(
            s, w.firm.person(OWNER).id, roles=(OWNER, VALIDATOR), active=True
        ),
    ),
    deed(
        "own_certificates.request",
        set(Role) - {SERVICE},
        lambda w, s: w.firm.workspace.own_certificates.request(s, w.key(s)),
        writes=False,
    ),
    deed("own_certificates.install", set(Role) - {SERVICE}, _certificate),
    deed(
        "inventory.register_model",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.inventory.register_model(s, _model(w)),
    ),
    deed(
        "inventory.register_dataset",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.inventory.register_dataset(
            s, predictions(_table(w), DatasetKind.VALIDATION)
        ),
    ),
    deed(
        "inventory.register_version",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.inventory.register_version(s, _version(w)),
    ),
    deed(
        "inventory.set_state",
        {OWNER, MANAGER},
        lambda w, s: w.firm.workspace.inventory.set_state(s, READY, State.IN_USE, WHY),
    ),
    deed(
        "risk.assess",
        {OWNER, VALIDATOR, MANAGER},
        lambda w, s: w.firm.workspace.risk.assess(s, READY, ratings(LOW), Band.LOW),
    ),
    deed(
        "risk.commit",
        {OWNER, VALIDATOR, MANAGER},
        lambda w, s: w.firm.workspace.risk.commit(s, _assessment(w)),
    ),
    deed(
        "risk.accept",
        {MANAGER, HEAD},
        lambda w, s: w.firm.workspace.risk.accept(
            s, READY, ("wrong_prediction", Perspective.FIRM), reason=WHY, until=w.soon()
        ),
        halts="appetite line",
    ),
    deed("scales.adopt", {ADMIN, MANAGER}, _scale),
    deed(
        "checking.run",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE},
        lambda w, s: w.firm.workspace.checking.run(
            s,
            RunRequest(
                version=w.ids.undecided,
                dataset=w.firm.workspace.inventory.version(w.ids.undecided).datasets[0],
            ),
        ),
        heavy=True,
    ),
    deed(
        "findings.raise_new",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.findings.raise_new(s, _finding(w)),
    ),
    deed(
        "findings.confirm",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.findings.confirm(
            s, w.ids.proposed, severity=Severity.LOW, owner=w.firm.person(OWNER).id
        ),
    ),
    deed(
        "findings.dismiss",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.findings.dismiss(s, w.ids.proposed, WHY),
    ),
    deed(
        "findings.accept",
        {MANAGER},
        lambda w, s: w.firm.workspace.findings.accept(s, w.ids.open, WHY, w.soon(), measure=WHY),
    ),
    deed(
        "findings.reopen",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.findings.reopen(s, w.ids.closed, WHY),
    ),
    deed(
        "findings.regrade",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.findings.regrade(s, w.ids.open, Severity.HIGH, WHY),
    ),
    deed(
        "findings.postpone",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.findings.postpone(s, w.ids.open, w.soon(120), WHY),
    ),
    deed(
        "findings.reassign",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.findings.reassign(s, w.ids.open, w.firm.person(DEVELOPER).id, WHY),
    ),
    deed(
        "findings.link",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.findings.link(s, w.ids.open, w.ids.planned, LinkKind.RELATED),
    ),
    deed(
        "findings.merge",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.findings.merge(s, w.ids.open, w.ids.planned, WHY),
    ),
    deed("findings.plan", {OWNER}, lambda w, s: w.firm.workspace.findings.plan(s, w.ids.open, _plan(w))),
    deed(
        "findings.complete_step",
        {OWNER},
        lambda w, s: w.firm.workspace.findings.complete_step(s, w.ids.planned, 0, said("joined")),
    ),
    deed(
        "findings.report_mended",
        {OWNER},
        lambda w, s: w.firm.workspace.findings.report_mended(s, w.ids.open, WHY, documents=(w.ids.proof,)),
    ),
    deed(
        "findings.verify",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.findings.verify(s, w.ids.reported, WHY),
    ),
    deed(
        "findings.send_back",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.findings.send_back(s, w.ids.reported, WHY),
    ),
    deed(
        "findings.close",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.findings.close(s, w.ids.open, WHY),
        halts="verifying what its owner reported",
    ),
    deed("decisions.decide", {MANAGER}, _decide),
    deed(
        "decisions.prove_condition",
        {OWNER},
        lambda w, s: w.firm.workspace.decisions.prove_condition(s, w.ids.decision, 1, (READY,), WHY),
    ),
    deed(
        "decisions.return_proof",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.decisions.return_proof(s, w.ids.decision, 0, WHY),
    ),
    deed(
        "decisions.meet_condition",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.decisions.meet_condition(s, w.ids.decision, 0),
    ),
    deed(
        "decisions.review_overdue",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.decisions.review_overdue(s),
        writes=False,
    ),
    deed("reporting.file", {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD}, _report, heavy=True),
    deed(
        "sensitive.export",
        {ADMIN, OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, SERVICE, HEAD},
        _export,
        heavy=True,
        writes=False,
    ),
    deed(
        "sensitive.delete",
        {ADMIN, OWNER, PROTECTOR},
        lambda w, s: w.firm.workspace.sensitive.delete(s, w.ids.protected, WHY),
        heavy=True,
    ),
    deed("externals.allow", {ADMIN}, lambda w, s: w.firm.workspace.externals.allow(s, CHECK, WHY)),
    deed("externals.withdraw", {ADMIN}, lambda w, s: w.firm.workspace.externals.withdraw(s, CHECK, WHY)),
    deed(
        "opinions.keep",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.opinions.keep(s, written(_table(w))),
    ),
    deed(
        "opinions.promote",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.opinions.promote(s, w.ids.opinion, _promotion(w)),
        heavy=True,
    ),
    deed("trail.erase", {ADMIN, PROTECTOR}, lambda w, s: w.firm.workspace.trail.erase(s, w.ids.text, WHY)),
    deed(
        "certificates.issue",
        {MANAGER, HEAD},
        lambda w, s: w.firm.workspace.certificates.issue(
            s, w.ids.decision, w.key(s), report_check=lambda _: True
        ),
        heavy=True,
    ),
)
