"""What is asked for in the furnished workspace, whoever asks?"""

from datetime import timedelta

from core.governance.challenges import ChallengeTopic
from core.governance.determinations import DeterminationKind
from core.ids import Exact, ModelId, VersionId
from core.people import Role
from core.stages import Stage
from core.workspace.governance.campaigns import NewCampaign
from core.workspace.governance.challenges import NewChallenge
from core.workspace.governance.contingency import NewPlan
from core.workspace.governance.deployments import NewDeployment
from core.workspace.governance.determinations import NewDetermination
from core.workspace.governance.incidents import NewIncident, NewNotice
from core.workspace.governance.monitoring_guards import NewMonitor
from core.workspace.governance.use_cases import NewUseCase
from tests.core.casework import Firm, said
from tests.core.governance.test_incidents import facts
from tests.core.governance.test_monitoring import reference
from tests.core.normwork import MINIMAL, answers

READY, MODEL = VersionId("MOD-0001@1"), ModelId("MOD-0001")
CHECK = "external.approval_ceiling"
"""The check of another maker that the documentation shows."""
DRAFT = VersionId("MOD-0001@2")


def minimal(model: ModelId = MODEL) -> NewDetermination:
    """Return a classification that follows from its answers."""
    return NewDetermination(
        kind=DeterminationKind.AI_ACT,
        model=model,
        outcome="minimal",
        answers=answers(MINIMAL),
        reason=said("As answered"),
    )


def new_campaign(firm: Firm) -> NewCampaign:
    """Return a campaign over all models."""
    due = firm.clock().date() + timedelta(days=14)
    return NewCampaign(title=said("Inventory"), statement=said("The entry is true."), due=due)


def challenge() -> NewChallenge:
    """Return a question to the model."""
    return NewChallenge(
        model=MODEL,
        version=READY,
        topic=ChallengeTopic.ASSUMPTION,
        question=said("Why should old loans speak for today?"),
        expertise=said("Ten years of scorecards"),
        standing=said("Reports to the chief risk officer"),
    )


def shadow(firm: Firm) -> NewDeployment:
    """Return a deployment that decides nothing."""
    return NewDeployment(
        version=READY, stage=Stage.SHADOW, system="Loans", share=Exact("0"), since=firm.clock().date()
    )


def use_case(firm: Firm) -> NewUseCase:
    """Return a use case."""
    return NewUseCase(
        name=said("Consumer credit"),
        goal=said("Fewer defaults"),
        decision=said("Whether a loan is offered"),
        owner=firm.person(Role.OWNER).id,
        business_area=said("Retail"),
    )


def fallback(firm: Firm) -> NewPlan:
    """Return a contingency plan."""
    return NewPlan(model=MODEL, fallback=said("By hand"), responsible=firm.person(Role.OWNER).id)


def incident(firm: Firm) -> NewIncident:
    """Return an incident of which an authority must hear."""
    notice = NewNotice(authority=said("BaFin"), due=firm.clock().date())
    return NewIncident(model=MODEL, version=READY, detected_at=firm.clock(), facts=facts(), notices=(notice,))


def new_monitor(firm: Firm) -> NewMonitor:
    """Return the watching of a version that has a table of predictions only."""
    known = reference(firm)
    version = firm.version(model=firm.model(name="Watched"), datasets=(known.id,))
    return NewMonitor(
        version=version.id,
        name=said("Loans of the month"),
        reference=known.id,
        owner=firm.person(Role.OWNER).id,
        label_checks=("performance",),
        row_id="loan",
        time="day",
        label_lag_days=30,
        every_days=31,
    )
