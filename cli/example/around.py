"""What surrounds the models of the example, and who records it?"""

from datetime import timedelta
from functools import cache

import msgspec

from cli.example.people import Cast
from cli.example.story import FOLDER, Said
from core.findings import Severity
from core.governance.campaigns import AttestationAnswer
from core.governance.challenges import ChallengeOutcome, ChallengeTopic
from core.governance.contingency import PlanTestResult
from core.governance.design import Criterion, Labeling, SimplerApproach
from core.governance.determinations import Answer, DeterminationKind
from core.governance.documents import DocumentKind
from core.governance.incidents import IncidentKind
from core.governance.use_cases import UseCaseStatus
from core.ids import DocumentId, Exact, ModelId, VersionId
from core.inventory import State
from core.messages import message
from core.policy import Relation
from core.progress import Progress
from core.stages import Stage
from core.texts import Text
from core.ties import Dependency, DependencyKind, Duty, Responsibility
from core.workspace.governance.campaigns import NewAttestation, NewCampaign
from core.workspace.governance.challenges import NewChallenge, NewConclusion
from core.workspace.governance.contingency import NewPlan, NewTest
from core.workspace.governance.deployments import NewDeployment
from core.workspace.governance.designs import DesignEdit
from core.workspace.governance.determinations import NewDetermination
from core.workspace.governance.documents import NewDocument
from core.workspace.governance.incidents import Facts, NewIncident
from core.workspace.governance.requests import NewAnswer, NewRequest
from core.workspace.governance.use_cases import NewUseCase
from core.workspace.governance.vendors import NewVendor


class UseCaseTold(msgspec.Struct, frozen=True):
    """The use case of the story."""

    name: Said
    goal: Said
    decision: Said
    affected: Said
    area: Said
    models: tuple[str, ...]


class VendorTold(msgspec.Struct, frozen=True):
    """The vendor of the story."""

    name: Said
    service: Said
    exit: Said
    contract: str
    countries: tuple[str, ...]
    models: tuple[str, ...]


class DocumentTold(msgspec.Struct, frozen=True):
    """A document of the story."""

    file: str
    title: Said


class MonitorTold(msgspec.Struct, frozen=True):
    """How the score is watched."""

    every: int
    lag: int
    months: int


class Around(msgspec.Struct, frozen=True):
    """Everything that is told around the models."""

    use_case: UseCaseTold
    vendor: VendorTold
    document: DocumentTold
    texts: dict[str, Said]
    monitor: MonitorTold

    def say(self, key: str) -> Text:
        """Return a text of the story."""
        return self.texts[key].text()


@cache
def read_around() -> Around:
    """Return what is told around the models."""
    import tomllib

    return msgspec.convert(tomllib.loads((FOLDER / "around.toml").read_text("utf-8")), Around)


CREDIT = {
    "ai_system": "yes", "excluded": "none", "role": "provider deployer", "prohibited": "none",
    "annex_i": "none", "annex_iii": "5b", "profiling": "yes", "transparency": "none", "gpai": "no",
    "placed": "not_yet", "public": "no",
}  # fmt: skip
"""The answers that classify a score of the creditworthiness of natural persons."""
PRIVACY = {
    "personal_data": "yes", "cases": "none", "authority_list": "no", "criteria": "evaluation prevents",
    "deviation": "no", "covered": "no",
}  # fmt: skip


def before_use(cast: Cast, model: ModelId, version: VersionId) -> None:
    """Have use before validation permitted by the risk manager, with limits and an end."""
    told = read_around()
    new = NewDetermination(
        kind=DeterminationKind.PRE_VALIDATION_USE,
        model=model,
        version=version,
        outcome="permitted",
        reason=told.say("early"),
        limits=told.say("limits"),
        informed=(cast.ids["owner"], cast.ids["validator"]),
        expires=cast.clock().date() + timedelta(days=90),
    )
    _determine(cast, new)


def surround(cast: Cast, models: dict[str, ModelId], used: VersionId, progress: Progress) -> None:
    """Tell what surrounds the models: everything except checks, decisions and reports."""
    progress(0.86, message("Building the example: {model}", model="…"))
    _estate(cast, models)
    _operation(cast, models["kredit"], used)
    _determined(cast, models["kredit"])
    _designed(cast, used)
    _reviewed(cast, models["kredit"], used)


def _estate(cast: Cast, models: dict[str, ModelId]) -> None:
    told, workspace, owner = read_around(), cast.workspace, cast.session("owner")
    case = told.use_case
    made, _ = workspace.use_cases.record(
        owner,
        NewUseCase(
            name=case.name.text(),
            goal=case.goal.text(),
            decision=case.decision.text(),
            affected=case.affected.text(),
            owner=cast.ids["owner"],
            business_area=case.area.text(),
            status=UseCaseStatus.ACTIVE,
            example=True,
        ),
    )
    for key in (item for item in case.models if item in models):
        workspace.use_cases.assign(owner, models[key], made.id)
    vendor, _ = workspace.vendors.record(
        owner,
        NewVendor(
            name=told.vendor.name.text(),
            service=told.vendor.service.text(),
            contract=told.vendor.contract,
            countries=told.vendor.countries,
            exit_plan=told.vendor.exit.text(),
            due_diligence=cast.clock().date() - timedelta(days=200),
            next_review=cast.clock().date() + timedelta(days=165),
            example=True,
        ),
    )
    for key in (item for item in told.vendor.models if item in models):
        workspace.vendors.assign(owner, models[key], vendor.id)
    if "hoehe" in models:
        feeder = Dependency(kind=DependencyKind.FEEDER_MODEL, name=models["hoehe"], note=told.say("feeder"))
        workspace.dependencies.record(owner, models["kredit"], feeder)
    duty = Responsibility(duty=Duty.VALIDATOR, person=cast.ids["validator"])
    for key in (item for item in ("kredit", "herausforderer") if item in models):
        workspace.duties.assign(owner, models[key], duty, told.say("duties"))


def _operation(cast: Cast, model: ModelId, version: VersionId) -> None:
    told, workspace, owner = read_around(), cast.workspace, cast.session("owner")
    today = cast.clock().date()
    if workspace.inventory.version(version).state is State.IN_USE:
        new = NewDeployment(
            version=version,
            stage=Stage.CHAMPION,
            system="Kreditportal",
            share=Exact("100"),
            since=today,
            example=True,
        )
        workspace.deployments.record(cast.session("risk_manager"), new)
    plan = NewPlan(
        model=model,
        fallback=told.say("fallback"),
        outage_hours=48,
        responsible=cast.ids["owner"],
        example=True,
    )
    workspace.contingency.record(owner, plan)
    test = NewTest(model=model, day=today, result=PlanTestResult.PASSED, note=told.say("tested"))
    workspace.contingency.record_test(owner, test)
    workspace.incidents.report(owner, _incident(cast, model, version))


def _incident(cast: Cast, model: ModelId, version: VersionId) -> NewIncident:
    told, seen = read_around(), cast.clock()
    facts = Facts(
        title=told.say("incident"),
        description=told.say("incident_more"),
        kind=IncidentKind.UNAVAILABLE,
        severity=Severity.LOW,
        began_at=seen - timedelta(hours=9),
        ended_at=seen - timedelta(hours=4),
        affected=told.say("affected"),
        decisions=23,
        cause=told.say("cause"),
        measure=told.say("measure"),
    )
    return NewIncident(
        model=model, version=version, detected_at=seen - timedelta(hours=8), facts=facts, example=True
    )


def _determined(cast: Cast, model: ModelId) -> None:
    told = read_around()
    rows: tuple[tuple[DeterminationKind, str, str, str, dict[str, str]], ...] = (
        (DeterminationKind.AI_ACT, "", "high_risk_annex_iii", "ai_act", CREDIT),
        (DeterminationKind.GDPR_THRESHOLD, "", "required", "gdpr", PRIVACY),
        (DeterminationKind.SCOPE, "de-marisk-435", "in_scope", "scope_in", {}),
        (DeterminationKind.SCOPE, "us-sr-26-2", "not_in_scope", "scope_out", {}),
    )
    for kind, topic, outcome, reason, given in rows:
        new = NewDetermination(
            kind=kind,
            model=model,
            topic=topic,
            outcome=outcome,
            reason=told.say(reason),
            answers=tuple(
                Answer(question=key, answer=one) for key, words in given.items() for one in words.split()
            ),
        )
        _determine(cast, new)


def _determine(cast: Cast, new: NewDetermination) -> None:
    session = cast.session("risk_manager")
    key = cast.workspace.people.signing_key(session, cast.person("risk_manager").passphrase)
    cast.workspace.determinations.determine(session, new, key)


def _designed(cast: Cast, version: VersionId) -> None:
    told = read_around()
    edit = DesignEdit(
        goal=told.say("goal"),
        why_learning=told.say("why"),
        benefit=told.say("benefit"),
        cost=told.say("cost"),
        criteria=(
            Criterion(measure=told.say("criterion"), relation=Relation.AT_LEAST, target=Exact("0.70")),
        ),
        simpler=(SimplerApproach(approach=told.say("simpler"), result=told.say("simpler_result")),),
        labeling=Labeling(by=told.say("labeled")),
    )
    cast.workspace.designs.record(cast.session("owner"), version, edit, told.say("design"))


def _reviewed(cast: Cast, model: ModelId, version: VersionId) -> None:
    told, workspace, today = read_around(), cast.workspace, cast.clock().date()
    owner, validator, manager = (cast.session(key) for key in ("owner", "validator", "risk_manager"))
    document, _ = workspace.documents.file(
        owner,
        NewDocument(
            path=FOLDER / told.document.file,
            title=told.document.title.text(),
            kind=DocumentKind.EVIDENCE,
            subject=model,
            language="en",
            example=True,
        ),
    )
    asked, _ = workspace.requests.send(
        validator,
        NewRequest(
            title=told.say("request"),
            text=told.say("request_more"),
            to=cast.ids["owner"],
            due=today + timedelta(days=14),
            model=model,
        ),
    )
    workspace.requests.answer(owner, asked.id, NewAnswer(text=told.say("answer"), documents=(document.id,)))
    workspace.requests.accept(validator, asked.id, told.say("accepted"))
    campaign = NewCampaign(
        title=told.say("campaign"),
        statement=told.say("statement"),
        due=today + timedelta(days=30),
        example=True,
    )
    opened, _ = workspace.campaigns.open(manager, campaign)
    key = workspace.people.signing_key(owner, cast.person("owner").passphrase)
    attested = NewAttestation(campaign=opened.id, model=model, answer=AttestationAnswer.AFFIRMED)
    workspace.campaigns.attest(owner, attested, key)
    _challenged(cast, model, version, document.id)


def _challenged(cast: Cast, model: ModelId, version: VersionId, shown: DocumentId) -> None:
    told, challenges = read_around(), cast.workspace.challenges
    rows = (
        (ChallengeTopic.DATA, "challenge", "reply", None),
        (ChallengeTopic.USE, "second", "second_reply", "second_end"),
    )
    for topic, question, reply, end in rows:
        new = NewChallenge(
            model=model,
            version=version,
            topic=topic,
            question=told.say(question),
            expertise=told.say("expertise"),
            standing=told.say("standing"),
            due=cast.clock().date() + timedelta(days=30),
            example=True,
        )
        challenge, _ = challenges.raise_new(cast.session("validator"), new)
        challenges.answer(cast.session("owner"), challenge.id, told.say(reply))
        if end is not None:
            ended = NewConclusion(outcome=ChallengeOutcome.CHANGED, text=told.say(end), evidence=(shown,))
            challenges.conclude(cast.session("validator"), challenge.id, ended)
