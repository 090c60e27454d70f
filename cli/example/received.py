"""How is a received table examined in the example, and what is concluded about it?"""

from dataclasses import replace
from datetime import timedelta

from cli.example.people import Cast
from cli.example.story import FOLDER, Received, Remarked
from cli.inputs import grouping
from core.evidence import SignatureMeaning
from core.examination import Examination, Plan
from core.examining import ExamineRequest, examine, receive
from core.ids import Exact, OpinionId
from core.inventory import CutOff
from core.messages import message
from core.opinion import Observation
from core.progress import Progress
from core.texts import Language
from core.workspace import NewModel, NewOpinion, Promotion

WRITTEN = 2
"""How many days ago the opinion was written; a day later it was promoted."""


def conclude(cast: Cast, received: Received, progress: Progress) -> OpinionId:
    """Examine the received table as the auditor, keep the opinion, and take the table into the inventory."""
    cast.clock.go_to(WRITTEN, 10)
    progress(0.85, message("Examining what was received"))
    new = NewOpinion(
        title=received.title.text(),
        subject=received.subject.text(),
        examination=_examined(cast, received),
        observations=tuple(_observation(item) for item in received.observation),
        grade=received.grade,
        conclusion=received.conclusion.text(),
        example=True,
    )
    opinion, _ = cast.workspace.opinions.keep(cast.session("auditor"), new)
    cast.clock.go_to(WRITTEN - 1, 9)
    cast.workspace.opinions.promote(cast.session("owner"), opinion.id, _promotion(cast, received))
    return opinion.id


def sign(cast: Cast, opinion: OpinionId) -> None:
    """Issue the opinion in every language from one evidence set."""
    from reports.issue import OpinionIssue, issue_opinion

    issue = OpinionIssue(opinion=opinion, languages=tuple(Language), meaning=SignatureMeaning.REVIEW)
    issue_opinion(cast.workspace, cast.session("auditor"), issue, cast.person("auditor").passphrase)


def _examined(cast: Cast, received: Received) -> Examination:
    """Return what the checks say, examined at the moment of the story."""
    path = FOLDER / received.file
    intake = receive(path)
    assert intake.table is not None  # noqa: S101 (the shipped file is a table)
    request = ExamineRequest(
        table=path,
        dialect=intake.table.dialect,
        columns=intake.table.columns,
        plan=_plan(received),
        policy=cast.workspace.policy,
        assumptions=intake.table.assumptions,
    )
    return replace(examine(request), examined_at=cast.clock())


def _plan(received: Received) -> Plan:
    return Plan(
        task=received.task,
        label=(received.label,),
        prediction=(received.prediction,),
        score=received.score,
        cut_off=CutOff(value=Exact(received.cut_off), score_means=received.score_means),
        favorable=received.favorable,
        groupings=tuple(grouping(item) for item in received.sensitive),
        purposes=received.purposes,
    )


def _observation(item: Remarked) -> Observation:
    return Observation(
        title=item.title.text(),
        description=item.description.text(),
        severity=item.severity,
        check=item.check,
        measure=item.measure,
        subject=item.subject,
    )


def _promotion(cast: Cast, received: Received) -> Promotion:
    model = NewModel(
        name=received.model.name.text(),
        purpose=received.model.purpose.text(),
        intended_use=received.model.use.text(),
        kind=received.model.kind,
        owner=cast.ids["owner"],
        business_area=received.model.area.text(),
        vendor=None if received.model.vendor is None else received.model.vendor.text(),
        example=True,
    )
    return Promotion(
        model=model,
        label=received.label_of_version,
        table=FOLDER / received.file,
        delete_by=cast.clock().date() + timedelta(days=received.kept_days),
        necessity=received.necessity.text(),
    )
