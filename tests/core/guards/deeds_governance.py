"""Which deeds are there around models: estate, register, versions, operation, norms, reviews, monitoring?"""

from core.governance.campaigns import AttestationAnswer
from core.governance.challenges import ChallengeOutcome
from core.governance.contingency import PlanTestResult
from core.governance.design import Experiment
from core.governance.documents import DocumentKind
from core.ids import ModelId
from core.ties import Dependency, DependencyKind, Duty, Responsibility
from core.workspace import Session
from core.workspace.governance.campaigns import NewAttestation
from core.workspace.governance.challenges import NewConclusion
from core.workspace.governance.contingency import NewTest
from core.workspace.governance.designs import DesignEdit, ReachedValue
from core.workspace.governance.documents import NewDocument
from core.workspace.governance.incidents import NewNotice
from core.workspace.governance.reproductions import NewReproduction
from core.workspace.governance.requests import NewAnswer, NewRequest
from core.workspace.governance.vendors import NewVendor
from core.workspace.governance.versions import VersionChange
from tests.core.casework import said
from tests.core.governance.test_incidents import facts
from tests.core.governance.test_monitoring import rows, write
from tests.core.guards.asked import (
    DRAFT,
    MODEL,
    READY,
    challenge,
    fallback,
    incident,
    minimal,
    new_campaign,
    shadow,
    use_case,
)
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

WHY = said("because")
SECOND = ModelId("MOD-0002")
RECORD = frozenset({OWNER, DEVELOPER, MANAGER, HEAD})
LIBRARY = Dependency(kind=DependencyKind.LIBRARY, name="scikit-learn")


def _duty(world: World) -> Responsibility:
    return Responsibility(duty=Duty.DOMAIN_EXPERT, person=world.firm.person(AUDITOR).id)


def _held(world: World, session: Session) -> object:
    """Take a duty away that somebody holds; in the furnished workspace the owner is deputized."""
    return world.firm.workspace.duties.take_away(
        session, MODEL, Duty.DOMAIN_EXPERT, world.firm.person(VALIDATOR).id, reason=WHY
    )


def _request(world: World) -> NewRequest:
    to = world.firm.person(OWNER).id
    return NewRequest(title=said("Rows"), text=said("Show them"), to=to, due=world.soon(), version=READY)


def _determine(world: World, session: Session) -> object:
    return world.firm.workspace.determinations.determine(session, minimal(SECOND), world.key(session))


def _stated(world: World, model: ModelId = SECOND) -> NewAttestation:
    return NewAttestation(campaign=world.ids.campaign, model=model, answer=AttestationAnswer.AFFIRMED)


def _attest_many(world: World, session: Session) -> object:
    campaigns, key = world.firm.workspace.campaigns, world.key(session)
    given = [_stated(world, model) for model in campaigns.who_may(world.ids.campaign)]
    return campaigns.attest_many(session, given, key)


def _document(world: World) -> NewDocument:
    path = world.firm.folder / "notes.txt"
    path.write_text("notes", encoding="utf-8")
    return NewDocument(path=path, title=said("Notes"), kind=DocumentKind.EVIDENCE, subject=READY)


def _observe(world: World, session: Session) -> object:
    path = write(world.firm.folder / "october.csv", rows(200, start=800))
    return world.firm.workspace.monitoring.observe(session, world.ids.monitor, path)


def _labels(world: World, session: Session) -> object:
    path = write(
        world.firm.folder / "labels.csv", ["loan,good", *(f"{i:05d},{i % 2}" for i in range(400, 600))]
    )
    return world.firm.workspace.monitoring.join_labels(session, world.ids.monitor, path)


def _script(world: World) -> NewReproduction:
    path = world.firm.folder / "train.py"
    path.write_text("print('train')\n", encoding="utf-8")
    return NewReproduction(version=world.ids.undecided, script=path, consent=WHY)


def _reached() -> ReachedValue:
    from core.ids import RunId

    return ReachedValue(criterion=0, run=RunId("RUN-0001"), check="performance", measure="recall")


DEEDS: tuple[Deed, ...] = (
    deed(
        "use_cases.record",
        RECORD,
        lambda w, s: w.firm.workspace.use_cases.record(s, use_case(w.firm)),
    ),
    deed(
        "use_cases.change",
        RECORD,
        lambda w, s: w.firm.workspace.use_cases.change(s, w.ids.use_case, use_case(w.firm), WHY),
    ),
    deed(
        "use_cases.assign",
        RECORD,
        lambda w, s: w.firm.workspace.use_cases.assign(s, MODEL, w.ids.use_case),
    ),
    deed(
        "vendors.record",
        RECORD,
        lambda w, s: w.firm.workspace.vendors.record(s, NewVendor(name=said("Other"))),
    ),
    deed(
        "vendors.change",
        RECORD,
        lambda w, s: w.firm.workspace.vendors.change(s, w.ids.vendor, NewVendor(name=said("Other")), WHY),
    ),
    deed("vendors.assign", RECORD, lambda w, s: w.firm.workspace.vendors.assign(s, MODEL, w.ids.vendor)),
    deed(
        "duties.assign",
        {OWNER, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.duties.assign(s, MODEL, _duty(w), WHY),
    ),
    deed(
        "duties.leave",
        {OWNER, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.duties.leave(s, w.firm.person(OWNER).id, w.soon(), WHY),
    ),
    deed("duties.take_away", {OWNER, MANAGER, HEAD}, _held),
    deed(
        "dependencies.record",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER},
        lambda w, s: w.firm.workspace.dependencies.record(s, MODEL, LIBRARY, WHY),
    ),
    deed(
        "dependencies.remove",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER},
        lambda w, s: w.firm.workspace.dependencies.remove(
            s, MODEL, DependencyKind.LIBRARY, "numpy", reason=WHY
        ),
    ),
    deed(
        "documents.file",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.documents.file(s, _document(w)),
    ),
    deed(
        "documents.set_validity",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.documents.set_validity(s, w.ids.document, w.soon(), WHY),
    ),
    deed(
        "documents.withdraw",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.documents.withdraw(s, w.ids.document, WHY),
    ),
    deed(
        "deployments.record",
        {OWNER, MANAGER},
        lambda w, s: w.firm.workspace.deployments.record(s, shadow(w.firm)),
    ),
    deed(
        "deployments.change",
        {OWNER, MANAGER},
        lambda w, s: w.firm.workspace.deployments.change(s, w.ids.deployment, shadow(w.firm), WHY),
    ),
    deed(
        "deployments.end",
        {OWNER, MANAGER},
        lambda w, s: w.firm.workspace.deployments.end(s, w.ids.deployment, w.soon(0), WHY),
    ),
    deed(
        "contingency.record",
        {OWNER, MANAGER},
        lambda w, s: w.firm.workspace.contingency.record(s, fallback(w.firm), WHY),
    ),
    deed(
        "contingency.record_test",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.contingency.record_test(
            s, NewTest(model=MODEL, day=w.soon(0), result=PlanTestResult.PASSED, note=WHY)
        ),
    ),
    deed(
        "incidents.report",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.incidents.report(s, incident(w.firm)),
    ),
    deed(
        "incidents.update",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.incidents.update(s, w.ids.incident, facts(title=said("Other")), WHY),
    ),
    deed(
        "incidents.add_notice",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.incidents.add_notice(
            s, w.ids.incident, NewNotice(authority=said("EZB"), due=w.soon())
        ),
    ),
    deed(
        "incidents.sent",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.incidents.sent(s, w.ids.incident, 0, w.soon(0)),
    ),
    deed(
        "incidents.close",
        {VALIDATOR, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.incidents.close(s, w.ids.mended, WHY),
    ),
    deed(
        "incidents.reopen",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.incidents.reopen(s, w.ids.incident_closed, WHY),
    ),
    deed(
        "register.change",
        RECORD,
        lambda w, s: w.firm.workspace.register.change(s, MODEL, w.ids.edit, WHY),
    ),
    deed(
        "register.change_many",
        RECORD,
        lambda w, s: w.firm.workspace.register.change_many(s, w.ids.edit, w.ids.preview, WHY),
    ),
    deed(
        "imports.run",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.imports.run(s, w.ids.looked, w.ids.plan, WHY),
    ),
    deed(
        "designs.record",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.designs.record(s, DRAFT, DesignEdit(goal=said("Fewer losses"))),
    ),
    deed(
        "designs.add_experiments",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.designs.add_experiments(s, DRAFT, (Experiment(name="second"),)),
    ),
    deed(
        "mlflow.run",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.mlflow.run(s, w.ids.registry, w.ids.takeover, WHY),
    ),
    deed(
        "designs.choose",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.designs.choose(s, DRAFT, "first"),
    ),
    deed(
        "designs.reached",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE},
        lambda w, s: w.firm.workspace.designs.reached(s, READY, _reached(), WHY),
        halts="is no run of",
    ),
    deed(
        "designs.prove_split",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE},
        lambda w, s: w.firm.workspace.designs.prove_split(s, READY, reason=WHY),
        halts="nothing to compare",
        heavy=True,
    ),
    deed(
        "versions.complete",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.versions.complete(s, DRAFT, VersionChange(facts={"seed": "7"})),
    ),
    deed(
        "reproductions.run",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE},
        lambda w, s: w.firm.workspace.reproductions.run(s, _script(w)),
        halts="no training data",
        heavy=True,
    ),
    deed(
        "reproductions.again",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE},
        lambda w, s: w.firm.workspace.reproductions.again(s, w.ids.reproduction, WHY),
        halts="could not be read",
        heavy=True,
    ),
    deed("determinations.determine", {VALIDATOR, MANAGER, PROTECTOR}, _determine),
    deed(
        "determinations.withdraw",
        {VALIDATOR, MANAGER, PROTECTOR},
        lambda w, s: w.firm.workspace.determinations.withdraw(s, w.ids.determination, WHY),
    ),
    deed(
        "requests.send",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.requests.send(s, _request(w)),
    ),
    deed(
        "requests.answer",
        {OWNER},
        lambda w, s: w.firm.workspace.requests.answer(s, w.ids.sent, NewAnswer(text=said("As filed"))),
    ),
    deed("requests.accept", {AUDITOR}, lambda w, s: w.firm.workspace.requests.accept(s, w.ids.answered, WHY)),
    deed(
        "requests.send_back",
        {AUDITOR},
        lambda w, s: w.firm.workspace.requests.send_back(s, w.ids.answered, WHY),
    ),
    deed("requests.remind", {AUDITOR}, lambda w, s: w.firm.workspace.requests.remind(s, w.ids.sent)),
    deed("requests.cancel", {AUDITOR}, lambda w, s: w.firm.workspace.requests.cancel(s, w.ids.sent, WHY)),
    deed(
        "requests.prolong",
        {AUDITOR},
        lambda w, s: w.firm.workspace.requests.prolong(s, w.ids.sent, WHY, w.soon(30)),
    ),
    deed(
        "requests.reopen",
        {AUDITOR},
        lambda w, s: w.firm.workspace.requests.reopen(s, w.ids.accepted, WHY, w.soon(30)),
    ),
    deed(
        "campaigns.open",
        {ADMIN, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.campaigns.open(s, new_campaign(w.firm)),
    ),
    deed(
        "campaigns.attest", {OWNER}, lambda w, s: w.firm.workspace.campaigns.attest(s, _stated(w), w.key(s))
    ),
    deed("campaigns.attest_many", {OWNER}, _attest_many),
    deed(
        "campaigns.close",
        {ADMIN, MANAGER, HEAD},
        lambda w, s: w.firm.workspace.campaigns.close(s, w.ids.campaign, WHY),
    ),
    deed(
        "challenges.raise_new",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.challenges.raise_new(s, challenge()),
    ),
    deed(
        "challenges.answer",
        {OWNER, DEVELOPER},
        lambda w, s: w.firm.workspace.challenges.answer(s, w.ids.challenge, WHY),
    ),
    deed(
        "challenges.conclude",
        {VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.challenges.conclude(
            s, w.ids.challenge_answered, NewConclusion(outcome=ChallengeOutcome.UPHELD, text=WHY)
        ),
    ),
    deed(
        "monitoring.set_up",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.monitoring.set_up(s, w.ids.watching),
    ),
    deed(
        "monitoring.observe", {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE}, _observe, heavy=True
    ),
    deed(
        "monitoring.join_labels",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE},
        _labels,
        heavy=True,
    ),
    deed(
        "monitoring.watch",
        {OWNER, DEVELOPER, VALIDATOR, MANAGER, AUDITOR, SERVICE},
        lambda w, s: w.firm.workspace.monitoring.watch(s, w.ids.unwatched),
        heavy=True,
    ),
    deed(
        "monitoring.stop",
        {OWNER, VALIDATOR, MANAGER, AUDITOR, PROTECTOR, HEAD},
        lambda w, s: w.firm.workspace.monitoring.stop(s, w.ids.monitor, WHY),
    ),
)
