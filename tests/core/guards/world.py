"""What does a workspace look like in which everything has a record, in a state from which it can go on?"""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from core.audit import Action
from core.canonical import sha256
from core.decisions import DecisionKind
from core.findings import Severity
from core.governance.campaigns import AttestationAnswer
from core.governance.design import Criterion, Experiment
from core.governance.mlflow_imports import MlflowPlan, MlflowTerms
from core.governance.register import FieldKey
from core.governance.register.edits import Edit, FieldEntry, Preview
from core.governance.register.imports import ImportPlan, ImportTerms
from core.governance.reproduction import Failure, Reproduction, ReproductionState, ScriptInput, TrainingScript
from core.governance.scales import Words
from core.ids import (
    CampaignId,
    ChallengeId,
    DatasetId,
    DecisionId,
    DeploymentId,
    DeterminationId,
    DocumentId,
    Exact,
    FindingId,
    IncidentId,
    MonitorId,
    OpinionId,
    ReproductionId,
    RequestId,
    RunId,
    UseCaseId,
    VendorId,
    VersionId,
)
from core.inventory import Consent, ModelKind, Task
from core.people import PersonKind, Role
from core.policy import Relation
from core.texts import Language
from core.ties import Dependency, DependencyKind, Duty, Responsibility
from core.workspace import DecisionRequest, NewFinding, NewPerson
from core.workspace.governance.campaigns import NewAttestation
from core.workspace.governance.designs import DesignEdit
from core.workspace.governance.imports import Looked
from core.workspace.governance.mlflow_imports import LookedRegistry
from core.workspace.governance.monitoring_guards import NewMonitor
from core.workspace.governance.requests import NewAnswer, NewRequest
from core.workspace.governance.vendors import NewVendor
from core.workspace.mending import NewPlan as NewMending
from tests.core import casework
from tests.core.casework import PASSPHRASE, Firm, bad_rows, check, proof_of, reported, said
from tests.core.governance.test_incidents import facts
from tests.core.governance.test_monitoring import rows, write
from tests.core.guards.asked import (
    CHECK,
    DRAFT,
    MODEL,
    READY,
    challenge,
    fallback,
    incident,
    minimal,
    new_campaign,
    new_monitor,
    shadow,
    use_case,
)
from tests.core.opinionwork import written
from tests.core.tampering import file_report
from tests.core.test_gate_cases import with_file
from tests.core.test_sensitive_cases import registered


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Under which ids things lie, by the state they are in."""

    undecided: VersionId
    open: FindingId
    planned: FindingId
    reported: FindingId
    closed: FindingId
    proposed: FindingId
    decision: DecisionId
    determination: DeterminationId
    sent: RequestId
    answered: RequestId
    accepted: RequestId
    campaign: CampaignId
    challenge: ChallengeId
    challenge_answered: ChallengeId
    deployment: DeploymentId
    incident: IncidentId
    incident_closed: IncidentId
    mended: IncidentId
    use_case: UseCaseId
    vendor: VendorId
    document: DocumentId
    proof: DocumentId
    monitor: MonitorId
    unwatched: MonitorId
    watching: NewMonitor
    opinion: OpinionId
    reproduction: ReproductionId
    protected: DatasetId
    run: RunId
    text: str
    looked: Looked
    plan: ImportPlan
    edit: Edit
    preview: Preview
    registry: LookedRegistry
    takeover: MlflowPlan


def furnished(firm: Firm) -> Ids:
    """Put a record of every kind into a workspace with one version ready to be approved."""
    add_persons(firm)
    findings = _findings(firm)
    estate = _estate(firm)
    undecided = firm.in_validation(model=firm.model(name="Second"))
    firm.assess(undecided.id)
    check(firm, undecided)
    firm.version("2", model=MODEL, datasets=())
    firm.workspace.designs.add_experiments(firm.as_(Role.DEVELOPER), DRAFT, (Experiment(name="first"),))
    with_file(firm)
    decision = _decided(firm)
    looked, plan = _import(firm)
    _issued(firm, decision)
    opinion = _opinion(firm)
    _admitted_and_scaled(firm)
    return Ids(
        undecided=undecided.id,
        decision=decision,
        determination=_determination(firm),
        watching=(watching := new_monitor(firm)),
        monitor=_monitor(firm, watching),
        unwatched=_watched(firm, watching),
        opinion=opinion,
        reproduction=_reproduction(firm),
        protected=registered(firm).id,
        run=firm.workspace.checking.runs(READY)[-1].id,
        text=_text(firm),
        looked=looked,
        plan=plan,
        edit=(edit := _edit()),
        preview=firm.workspace.register.preview(firm.person(Role.OWNER), (MODEL,), edit),
        registry=(registry := _registry(firm)),
        takeover=firm.workspace.mlflow.plan(registry, _terms(firm)),
        **findings,  # type: ignore[arg-type]
        **estate,  # type: ignore[arg-type]
        **_reviews(firm),  # type: ignore[arg-type]
    )


def _edit() -> Edit:
    entry = FieldEntry(key=FieldKey("actual_use"), raw="Also for limits", seen=None)
    return Edit(entries=(entry,), language=Language.ENGLISH)


def _issued(firm: Firm, decision: DecisionId) -> None:
    session, key = firm.as_(Role.RISK_MANAGER), firm.key(Role.RISK_MANAGER)
    firm.workspace.certificates.issue(session, decision, key, report_check=lambda _: True)
    file_report(firm, firm.workspace.inventory.version(READY))


def _admitted_and_scaled(firm: Firm) -> None:
    firm.workspace.externals.allow(firm.as_(Role.ADMINISTRATOR), CHECK, said("Reviewed"))
    current = firm.workspace.scales.in_force()
    definition = replace(current.definition, words=Words(de="Zwei", en="Two"))
    adopt = firm.workspace.scales.adopt
    adopt(firm.as_(Role.RISK_MANAGER), definition, said("clearer"), replaces=current.id)


def add_persons(firm: Firm) -> None:
    """Add a person for each further role."""
    for role in (role for role in Role if role not in firm.sessions):
        kind = PersonKind.SERVICE if role is Role.SERVICE else PersonKind.HUMAN
        new = NewPerson(name=said(f"The {role.value}"), roles=(role,), passphrase=PASSPHRASE, kind=kind)
        person, _ = firm.workspace.people.add(firm.as_(Role.ADMINISTRATOR), new)
        firm.sessions[role] = firm.workspace.people.sign_in(person.id, PASSPHRASE)


def _raised(firm: Firm, title: str) -> FindingId:
    new = NewFinding(
        version=READY, title=said(title), severity=Severity.MEDIUM, owner=firm.person(Role.OWNER).id
    )
    return firm.workspace.findings.raise_new(firm.as_(Role.VALIDATOR), new)[0].id


def _findings(firm: Firm) -> dict[str, object]:
    open_, planned, mended, closed = (_raised(firm, name) for name in ("One", "Two", "Three", "Four"))
    due = firm.clock().date() + timedelta(days=5)
    step = (said("Join by id"), firm.person(Role.OWNER).id, due)
    firm.workspace.findings.plan(
        firm.as_(Role.OWNER), planned, NewMending(root_cause=said("A wrong join"), steps=(step,))
    )
    reported(firm, mended)
    casework.mended(firm, closed)
    bad = firm.in_validation(model=firm.model(name="Bad"), datasets=(firm.table(bad_rows()).id,))
    firm.assess(bad.id)
    check(firm, bad)
    proposed = firm.workspace.findings.of(bad.id)[0].id
    return {"open": open_, "planned": planned, "reported": mended, "closed": closed, "proposed": proposed}


def _decided(firm: Firm) -> DecisionId:
    due = firm.clock().date() + timedelta(days=30)
    owner = firm.person(Role.OWNER).id
    request = DecisionRequest(
        version=READY,
        kind=DecisionKind.APPROVE_WITH_CONDITIONS,
        reason=said("sound"),
        conditions=((said("write the manual"), owner, due), (said("train the desk"), owner, due)),
    )
    key = firm.key(Role.RISK_MANAGER)
    decision = firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, key)[0]
    firm.workspace.decisions.prove_condition(firm.as_(Role.OWNER), decision.id, 0, (READY,), said("see"))
    return decision.id


def _determination(firm: Firm) -> DeterminationId:
    key = firm.key(Role.RISK_MANAGER)
    return firm.workspace.determinations.determine(firm.as_(Role.RISK_MANAGER), minimal(), key)[0].id


def _request(firm: Firm) -> RequestId:
    new = NewRequest(
        title=said("Sampling"),
        text=said("Show how the rows were drawn"),
        to=firm.person(Role.OWNER).id,
        due=firm.clock().date() + timedelta(days=14),
        version=READY,
    )
    return firm.workspace.requests.send(firm.as_(Role.AUDITOR), new)[0].id


def _reviews(firm: Firm) -> dict[str, object]:
    requests, owner = firm.workspace.requests, Role.OWNER
    sent, answered, accepted = _request(firm), _request(firm), _request(firm)
    for request in (answered, accepted):
        requests.answer(firm.as_(owner), request, NewAnswer(text=said("As filed")))
    requests.accept(firm.as_(Role.AUDITOR), accepted, said("Shows it"))
    campaign = firm.workspace.campaigns.open(firm.as_(Role.RISK_MANAGER), new_campaign(firm))[0].id
    given = NewAttestation(campaign=campaign, model=MODEL, answer=AttestationAnswer.AFFIRMED)
    firm.workspace.campaigns.attest(firm.as_(owner), given, firm.key(owner))
    challenges = firm.workspace.challenges
    first, second = (challenges.raise_new(firm.as_(Role.VALIDATOR), challenge())[0].id for _ in range(2))
    challenges.answer(firm.as_(Role.DEVELOPER), second, said("They do not"))
    return {
        "sent": sent,
        "answered": answered,
        "accepted": accepted,
        "campaign": campaign,
        "challenge": first,
        "challenge_answered": second,
    }


def _estate(firm: Firm) -> dict[str, object]:
    workspace, owner = firm.workspace, Role.OWNER
    workspace.contingency.record(firm.as_(owner), fallback(firm))
    edit = DesignEdit(
        criteria=(Criterion(measure=said("Recall"), relation=Relation.AT_LEAST, target=Exact("0.6")),)
    )
    ended, mended = _mended(firm), _mended(firm)
    workspace.incidents.close(firm.as_(Role.RISK_MANAGER), ended, said("mended"))
    duty = Responsibility(duty=Duty.DOMAIN_EXPERT, person=firm.person(Role.VALIDATOR).id)
    workspace.duties.assign(firm.as_(owner), MODEL, duty, said("knows it"))
    library = Dependency(kind=DependencyKind.LIBRARY, name="numpy")
    workspace.dependencies.record(firm.as_(owner), MODEL, library, said("used"))
    found: dict[str, object] = {
        "use_case": workspace.use_cases.record(firm.as_(owner), use_case(firm))[0].id,
        "vendor": workspace.vendors.record(firm.as_(owner), NewVendor(name=said("Rechenhaus AG")))[0].id,
        "document": proof_of(firm, READY),
        "proof": proof_of(firm, "F-0001"),
        "incident": workspace.incidents.report(firm.as_(owner), incident(firm))[0].id,
        "incident_closed": ended,
        "mended": mended,
        "deployment": workspace.deployments.record(firm.as_(owner), shadow(firm))[0].id,
    }
    workspace.designs.record(firm.as_(Role.DEVELOPER), READY, edit, said("agreed"))
    return found


def _mended(firm: Firm) -> IncidentId:
    incidents, owner = firm.workspace.incidents, Role.OWNER
    made = incidents.report(firm.as_(owner), incident(firm))[0].id
    done = facts(cause=said("A wrong unit"), measure=said("Corrected"), ended_at=firm.clock())
    incidents.update(firm.as_(owner), made, done, said("looked at"))
    incidents.sent(firm.as_(owner), made, 0, firm.clock().date())
    return made


def _monitor(firm: Firm, new: NewMonitor) -> MonitorId:
    monitor = firm.workspace.monitoring.set_up(firm.as_(Role.RISK_MANAGER), new)[0].id
    seen = write(firm.folder / "september.csv", rows(200, start=400))
    firm.workspace.monitoring.observe(firm.as_(Role.VALIDATOR), monitor, seen)
    return monitor


def _watched(firm: Firm, new: NewMonitor) -> MonitorId:
    """Set up the watching of a folder in which one file waits."""
    folder = firm.folder / "inbox"
    folder.mkdir()
    write(folder / "november.csv", rows(200, start=1200))
    watching = replace(new, name=said("Inbox"), folder=folder)
    return firm.workspace.monitoring.set_up(firm.as_(Role.RISK_MANAGER), watching)[0].id


def _opinion(firm: Firm) -> OpinionId:
    path = firm.table().reference or ""
    received = firm.folder / "table-0.csv" if not path else Path(path)
    return firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(received))[0].id


def _reproduction(firm: Firm) -> ReproductionId:
    """Record a run of a script that failed; running one takes a worker."""
    store, by = firm.workspace._desk.store, firm.person(Role.VALIDATOR).id
    script = firm.workspace._desk.files.add(b"print('train')\n")
    with store.transaction(firm.as_(Role.VALIDATOR), said("again")) as step:
        about = ScriptInput(name="training", dataset=DatasetId("DS-0001"), digest=sha256(b"rows"))
        made = Reproduction(
            id=ReproductionId(step.new_id(Reproduction)),
            model=MODEL,
            version=READY,
            artifact=None,
            script=TrainingScript(
                digest=script, file_name=said("train.py"), inputs=(about,), predict_on=about, seed=7
            ),
            consent=Consent(by=by, name="Somebody", reason=said("known"), given_at=firm.clock()),
            state=ReproductionState.FAILED,
            failure=Failure.NO_OUTPUT,
            environment={},
            confinement="full",
            run_by=by,
            started_at=firm.clock(),
            finished_at=firm.clock(),
        )
        step.put(made, Action.REPRODUCTION_RUN)
    return made.id


def _import(firm: Firm) -> tuple[Looked, ImportPlan]:
    """Take over one model, and leave a plan for another one."""
    imports, found = firm.workspace.imports, []
    for number in (1, 2):
        path = firm.folder / f"register-{number}.csv"
        path.write_text(f"Nr;Bezeichnung;Bereich\n{number};Mahnlauf {number};Süd\n", encoding="utf-8")
        looked = imports.look(path)
        terms = ImportTerms(
            owner=firm.person(Role.OWNER).id,
            kind=ModelKind.STATISTICAL,
            language=Language.GERMAN,
            columns=looked.columns,
            undecided_is_new=True,
        )
        found.append((looked, terms))
    looked, terms = found[0]
    imports.run(firm.as_(Role.OWNER), looked, imports.plan(looked, terms), said("Takeover"))
    looked, terms = found[1]
    return looked, imports.plan(looked, terms)


def _text(firm: Firm) -> str:
    events = firm.workspace.trail.events()
    return next(event.reason for event, _ in events if event.reason is not None)


def _registry(firm: Firm) -> LookedRegistry:
    """Look at an MLflow registry with one version of one model."""
    folder = firm.folder / "mlruns" / "models" / "churn"
    (folder / "version-1").mkdir(parents=True)
    (folder / "meta.yaml").write_text("name: churn\n", encoding="utf-8")
    (folder / "version-1" / "meta.yaml").write_text("name: churn\nversion: 1\n", encoding="utf-8")
    return firm.workspace.mlflow.look(firm.folder / "mlruns")


def _terms(firm: Firm) -> MlflowTerms:
    return MlflowTerms(
        owner=firm.person(Role.OWNER).id,
        developer=firm.person(Role.DEVELOPER).id,
        kind=ModelKind.MACHINE_LEARNING,
        task=Task.BINARY,
        language=Language.ENGLISH,
    )
