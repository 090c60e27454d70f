"""How are models attested, challenged and reviewed, and who stands in which line, from the command line?"""

from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import day, one_of
from cli.tables import table
from core.governance.campaigns import AttestationAnswer, AttestationLine, AttestationState, Campaign
from core.governance.challenges import Challenge, ChallengeOutcome, ChallengeTopic
from core.governance.three_lines import DefenseLine, LinesOfModel
from core.ids import CampaignId, ChallengeId, ModelId, PersonId
from core.inventory import State
from core.messages import N_
from core.workspace import Workspace
from core.workspace.governance.campaigns import NewAttestation, NewCampaign
from core.workspace.governance.challenges import NewChallenge, NewConclusion

app = typer.Typer()
campaign = typer.Typer()
challenge = typer.Typer()
review = typer.Typer()
app.add_typer(campaign, name="campaign", help=N_("Attestation campaigns: open, attest, close."))
app.add_typer(challenge, name="challenge", help=N_("The log of effective challenge."))
app.add_typer(review, name="review", help=N_("Periodic reviews of versions in operation."))

CampaignArgument = Annotated[str, typer.Argument(help=N_("Id of the campaign, for example CAM-0001."))]
ChallengeArgument = Annotated[str, typer.Argument(help=N_("Id of the challenge, for example CH-0001."))]


@campaign.command("list", help=N_("List campaigns, newest first."))
def list_campaigns(context: typer.Context) -> None:
    """List campaigns with how many attested."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.campaigns.all()
        stand = {item.id: workspace.campaigns.lines(item.id) for item in found}
    heads = (call.tr("Campaign"), call.tr("Title"), call.tr("Due"), call.tr("Attested"), call.tr("State"))
    rows = (
        (
            item.id,
            call.translator.text(item.title),
            call.translator.date(item.due),
            _progress(call, stand[item.id]),
            call.tr("open") if item.is_open else call.tr("closed"),
        )
        for item in found
    )
    call.answer(found, table(heads, rows))


def _progress(call: Call, lines: tuple[AttestationLine, ...]) -> str:
    given = sum(item.attestation is not None for item in lines)
    return call.tr("{n} of {all}", n=given, all=len(lines))


@campaign.command("show", help=N_("Show who attested for which model, and who has not yet."))
def show_campaign(context: typer.Context, campaign: CampaignArgument) -> None:
    """Show each addressee."""
    call = of(context)
    with call.reading() as workspace:
        lines = workspace.campaigns.lines(CampaignId(campaign))
        valid = {
            item.attestation.id: workspace.campaigns.signature_valid(item.attestation)
            for item in lines
            if item.attestation is not None
        }
        names = {item.id: item.name.name() for item in workspace.people.all()}
    heads = (call.tr("Model"), call.tr("Responsible"), call.tr("State"), call.tr("Answer"), call.tr("Signed"))
    rows = []
    for item in lines:
        given = item.attestation
        signed = "–" if given is None else call.tr("valid") if valid[given.id] else call.tr("NOT VALID")
        answer = "–" if given is None else call.translator.label(given.answer)
        who = names.get(item.addressee.person, item.addressee.person)
        rows.append((item.addressee.model, who, call.translator.label(item.state), answer, signed))
    call.answer(lines, table(heads, rows))
    if not all(valid.values()) or any(item.state is AttestationState.OVERDUE for item in lines):
        raise typer.Exit(1)


@campaign.command("open", help=N_("Ask the owner of each model to attest a statement."))
def open_campaign(
    context: typer.Context,
    title: Annotated[str, typer.Option(help=N_("What the campaign is about, in one line."))],
    statement: Annotated[str, typer.Option(help=N_("What is to be attested, word for word."))],
    due: Annotated[str, typer.Option(help=N_("Until when, as 2027-01-31."))],
    model: Annotated[
        list[str] | None, typer.Option(help=N_("Id of a model; repeat for more; without it every model."))
    ] = None,
) -> None:
    """Open a campaign."""
    call = of(context)
    until = day(due, "--due")
    assert until is not None  # noqa: S101 (the option is required)
    new = NewCampaign(
        title=call.text(title),
        statement=call.text(statement),
        due=until,
        models=tuple(ModelId(item) for item in model or ()),
    )
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.campaigns.open(session, new)
    _say_campaign(call, done)


@campaign.command("attest", help=N_("Attest for models, each signed with your key; all or none."))
def attest(
    context: typer.Context,
    campaign: CampaignArgument,
    model: Annotated[list[str] | None, typer.Argument(help=N_("Ids of the models."))] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help=N_("Every model you are asked for and did not attest as it is."))
    ] = False,
    answer: Annotated[str, typer.Option(help=N_("affirmed, with_exceptions or refused."))] = "affirmed",
    text: Annotated[str | None, typer.Option(help=N_("What is not as the statement has it."))] = None,
) -> None:
    """Sign attestations."""
    call = of(context)
    said = one_of(AttestationAnswer, answer, "--answer")
    with call.acting() as (workspace, session, passphrase):
        meant = dict.fromkeys(ModelId(item) for item in model or ())
        if mine:
            meant |= dict.fromkeys(_awaited(workspace, CampaignId(campaign), session.person.id))
        given = [
            NewAttestation(
                campaign=CampaignId(campaign),
                model=item,
                answer=said,
                text=None if text is None else call.text(text),
            )
            for item in meant
        ]
        key = workspace.people.signing_key(session, passphrase)
        done, _changes = workspace.campaigns.attest_many(session, given, key)
    call.answer(
        done,
        *(
            call.tr(
                "{id}: {answer}, {model}, record {digest}",
                id=item.id,
                answer=item.answer,
                model=item.model,
                digest=item.record[:16],
            )
            for item in done
        ),
    )


def _awaited(workspace: Workspace, campaign: CampaignId, person: PersonId) -> tuple[ModelId, ...]:
    may = workspace.campaigns.who_may(campaign)
    return tuple(
        item.addressee.model
        for item in workspace.campaigns.lines(campaign)
        if item.state is not AttestationState.GIVEN and person in may.get(item.addressee.model, ())
    )


@campaign.command("close", help=N_("Close a campaign; what is missing stays visible."))
def close(
    context: typer.Context,
    campaign: CampaignArgument,
    note: Annotated[str, typer.Option(help=N_("What the campaign showed."))],
) -> None:
    """Close a campaign."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.campaigns.close(session, CampaignId(campaign), call.text(note))
    _say_campaign(call, done)


def _say_campaign(call: Call, done: Campaign) -> None:
    state = call.tr("open") if done.is_open else call.tr("closed")
    call.answer(
        done,
        call.tr(
            "{id}: {title}, {n} models, {state}",
            id=done.id,
            title=call.translator.text(done.title),
            n=len(done.addressees),
            state=state,
        ),
    )


@challenge.command("list", help=N_("List challenges, newest first."))
def list_challenges(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(help=N_("Id of the model."))] = None,
) -> None:
    """List challenges."""
    call = of(context)
    with call.reading() as workspace:
        challenges = workspace.challenges
        found = challenges.all() if model is None else challenges.of(ModelId(model))
        names = {item.id: item.name.name() for item in workspace.people.all()}
    heads = (
        call.tr("Challenge"),
        call.tr("Model"),
        call.tr("Topic"),
        call.tr("Raised by"),
        call.tr("State"),
        call.tr("Question"),
    )
    rows = (
        (
            item.id,
            item.version or item.model,
            call.translator.label(item.topic),
            names.get(item.raised_by, item.raised_by),
            call.translator.label(item.outcome),
            call.translator.text(item.question),
        )
        for item in found
    )
    call.answer(found, table(heads, rows))


@challenge.command("show", help=N_("Show a challenge with every answer and what came of it."))
def show_challenge(context: typer.Context, challenge: ChallengeArgument) -> None:
    """Show one challenge."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.challenges.get(ChallengeId(challenge))
        names = {item.id: item.name.name() for item in workspace.people.all()}
    text = call.translator.text
    said = [(found.raised_at, names.get(found.raised_by, ""), text(found.question))]
    said += [(item.at, names.get(item.by, ""), text(item.text)) for item in found.answers]
    if found.closed_at is not None and found.closed_by is not None:
        outcome = f"{call.translator.label(found.outcome)}: {text(found.conclusion)}"
        said.append((found.closed_at, names.get(found.closed_by, ""), outcome))
    heads = (call.tr("Time"), call.tr("Person"), call.tr("What was said"))
    call.answer(found, table(heads, ((call.translator.moment(at), who, what) for at, who, what in said)))


@challenge.command("raise", help=N_("Question a model; by somebody independent who says why they can judge."))
def raise_(
    context: typer.Context,
    about: Annotated[str, typer.Argument(help=N_("Model, or a version as MODEL@LABEL."))],
    topic: Annotated[
        str,
        typer.Option(help=N_("purpose, data, method, assumption, result, limitation, use or alternative.")),
    ],
    question: Annotated[str, typer.Option(help=N_("What is questioned, and why."))],
    expertise: Annotated[str, typer.Option(help=N_("Why the challenger can judge it."))],
    standing: Annotated[str, typer.Option(help=N_("What lets the challenger bring about a change."))],
    due: Annotated[str | None, typer.Option(help=N_("Until when an answer is expected."))] = None,
) -> None:
    """Raise a challenge."""
    call = of(context)
    chosen, until = one_of(ChallengeTopic, topic, "--topic"), day(due, "--due")
    with call.acting() as (workspace, session, _):
        version = workspace.inventory.resolve(about) if "@" in about else None
        new = NewChallenge(
            model=ModelId(about) if version is None else version.model,
            version=None if version is None else version.id,
            topic=chosen,
            question=call.text(question),
            expertise=call.text(expertise),
            standing=call.text(standing),
            due=until,
        )
        done, _changes = workspace.challenges.raise_new(session, new)
    _say_challenge(call, done)


@challenge.command("answer", help=N_("Answer for the model; by its owner or developer."))
def answer_challenge(
    context: typer.Context,
    challenge: ChallengeArgument,
    text: Annotated[str, typer.Option(help=N_("What is said to the challenge."))],
) -> None:
    """Answer a challenge."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.challenges.answer(session, ChallengeId(challenge), call.text(text))
    _say_challenge(call, done)


@challenge.command("conclude", help=N_("Say what came of a challenge; by somebody independent."))
def conclude(
    context: typer.Context,
    challenge: ChallengeArgument,
    outcome: Annotated[str, typer.Option(help=N_("changed, planned, upheld or disputed."))],
    conclusion: Annotated[str, typer.Option(help=N_("What came of it, and why."))],
    evidence: Annotated[
        list[str] | None, typer.Option(help=N_("Id of what shows it; repeat for more."))
    ] = None,
) -> None:
    """Conclude a challenge."""
    call = of(context)
    chosen = one_of(ChallengeOutcome, outcome, "--outcome")
    with call.acting() as (workspace, session, _):
        new = NewConclusion(outcome=chosen, text=call.text(conclusion), evidence=tuple(evidence or ()))
        done, _changes = workspace.challenges.conclude(session, ChallengeId(challenge), new)
    _say_challenge(call, done)


def _say_challenge(call: Call, done: Challenge) -> None:
    call.answer(
        done,
        call.tr("{id}: {topic}, {state}", id=done.id, topic=done.topic, state=done.outcome),
    )


@app.command(help=N_("Show who stands in which line of defense of each model, empty lines and conflicts."))
def lines(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(help=N_("Id of the model."))] = None,
) -> None:
    """Show the three lines."""
    call = of(context)
    with call.reading() as workspace:
        every = workspace.lines
        found = every.all() if model is None else (every.of(workspace.inventory.model(ModelId(model)).id),)
        names = {str(item.id): item.name.name() for item in workspace.people.all()}
    heads = (
        call.tr("Model"),
        *(call.translator.label(item) for item in DefenseLine),
        call.tr("In two lines"),
    )
    call.answer(found, table(heads, (_line_row(item, names) for item in found)))


def _line_row(item: LinesOfModel, names: dict[str, str]) -> tuple[str, ...]:
    def people(line: DefenseLine) -> str:
        return ", ".join(names.get(who, who) for at, who in item.people if at is line) or "–"

    conflicts = ", ".join(
        f"{names.get(one.person, one.person)} ({', '.join(act.source for act in one.acts)})"
        for one in item.conflicts
    )
    return (item.model, *(people(line) for line in DefenseLine), conflicts or "–")


@review.command("list", help=N_("List versions in operation by the day of their next review."))
def list_reviews(
    context: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help=N_("Only those that are overdue."))] = False,
) -> None:
    """List periodic reviews."""
    call = of(context)
    with call.reading() as workspace:
        today = workspace.today
        found = [item for item in workspace.reviews.all() if item.overdue(today) or not overdue]
    heads = (
        call.tr("Version"),
        call.tr("Tier"),
        call.tr("Last review"),
        call.tr("Next"),
        call.tr("Review"),
    )
    rows = (
        (
            item.version,
            "–" if item.tier is None else call.translator.label(item.tier),
            "–" if item.last is None else f"{call.translator.date(item.last)} {item.last_source}",
            "–" if item.next is None else call.translator.date(item.next),
            call.translator.label(item.review_state(today)),
        )
        for item in found
    )
    call.answer(found, table(heads, rows))
    if overdue and found:
        raise typer.Exit(1)


@review.command("start", help=N_("Begin the review of a version in operation: it is then under review."))
def start(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    reason: Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))],
) -> None:
    """Set a version under review."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        meant = workspace.inventory.resolve(version).id
        done, _changes = workspace.inventory.set_state(session, meant, State.UNDER_REVIEW, call.text(reason))
    call.answer(done, call.tr("{version} is under review.", version=done.id))


@review.command(
    "set-overdue", help=N_("Set every released version under review that something speaks against.")
)
def set_overdue(context: typer.Context) -> None:
    """Set under review what is overdue."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.decisions.review_overdue(session)
    call.answer(done, call.tr("{n} versions are under review now.", n=len(done)), *done)
