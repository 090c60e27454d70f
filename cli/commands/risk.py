"""How is the risk of a version rated, shown and compared from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import of
from cli.inputs import day, existing, one_of, rating
from cli.risk_file import assessment_file
from cli.risk_words import cell, contradiction_lines, ratings, tier_reason
from cli.tables import table
from core.errors import UserError
from core.governance.determinations import DeterminationKind
from core.governance.portfolio import Lens, Stage, heatmap
from core.governance.scale_file import read_scale, scale_toml
from core.governance.scales import kind_name
from core.ids import AssessmentId
from core.messages import N_, message
from core.risk import Band, Perspective, Rating
from core.workspace.governance.determinations import NewDetermination
from core.workspace.risk import NewAssessment

app = typer.Typer()
group = typer.Typer()
scales = typer.Typer()
app.add_typer(group, name="risk", help=N_("Show risk, triggers and the portfolio; accept, override, scales."))
group.add_typer(scales, name="scale", help=N_("Show the risk scales, or adopt others as a new version."))

Version = Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))]
Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]
Seen = Annotated[str, typer.Option("--perspective", help=N_("Whose harm: firm or data_subject."))]


@app.command(help=N_("Commit a risk assessment of a version: the four kinds, inherent and residual."))
def assess(
    context: typer.Context,
    version: Version,
    rated: Annotated[
        list[str] | None,
        typer.Option("--rating", help=N_("KIND:LxI:LxI:RATIONALE, inherent then residual; once per kind.")),
    ] = None,
    materiality: Annotated[
        str | None, typer.Option(help=N_("Exposure and purpose: low, medium, high or severe."))
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(help=N_("TOML file with controls, targets, figures and complexity as well.")),
    ] = None,
) -> None:
    """Commit an assessment."""
    call = of(context)
    if file is None and (not rated or materiality is None):
        raise UserError(message("Nothing is rated. Give --file, or --rating and --materiality."))
    if file is not None and (rated or materiality is not None):
        raise UserError(message("--file says everything. Leave out --rating and --materiality."))
    with call.acting() as (workspace, session, _):
        meant = workspace.inventory.resolve(version).id
        if file is not None:
            new = assessment_file(file, meant, call.text, lambda who: workspace.people.find(who).id)
        else:
            parsed = [rating(item) for item in rated or ()]
            new = NewAssessment(
                version=meant,
                ratings=tuple(
                    Rating(kind=kind, inherent=inherent, residual=residual, rationale=call.text(why))
                    for kind, inherent, residual, why in parsed
                ),
                materiality=one_of(Band, materiality or "", "--materiality"),
            )
        assessment, _changes = workspace.risk.commit(session, new)
    call.answer(
        assessment,
        call.tr(
            "Committed: {id}. Tier {tier}, next assessment by {day}.",
            id=assessment.id,
            tier=assessment.tier,
            day=assessment.reassess_by,
        ),
    )


@group.command(help=N_("Show the assessment in force: ratings, why this tier, contradictions, triggers."))
def show(context: typer.Context, version: Version) -> None:
    """Show an assessment."""
    call = of(context)
    with call.reading() as workspace:
        meant = workspace.inventory.resolve(version).id
        assessment = workspace.risk.latest(meant)
        if assessment is None:
            raise UserError(
                message("There is no risk assessment of this version. Commit one on the page Risk.")
            )
        scale = workspace.risk.scale_of(assessment)
        against, due = workspace.risk.contradicted(assessment), workspace.risk.due(meant)
        override = workspace.risk.override(meant)
    tier = assessment.tier if override is None else override.tier
    lines = [
        call.tr(
            "{id}: tier {tier}, next assessment by {day}.",
            id=assessment.id,
            tier=tier,
            day=assessment.reassess_by,
        ),
        call.tr("Set by: {factors}", factors=tier_reason(call, assessment, scale) or "–"),
    ]
    if override is not None:
        lines.append(
            call.tr("Overridden by {id}; the assessment gives {tier}.", id=override.id, tier=assessment.tier)
        )
    for item in against:
        lines += contradiction_lines(call, item, scale)
    lines += [f"{call.translator.label(item.trigger)}: {', '.join(item.evidence)}" for item in due]
    result = {"assessment": assessment, "override": override, "contradictions": against, "due": due}
    call.answer(result, ratings(call, assessment, scale), *lines)


@group.command(help=N_("Compare two assessments: which cells moved, which rationale is another one."))
def compare(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help=N_("Id of the older assessment."))],
    after: Annotated[str, typer.Argument(help=N_("Id of the newer assessment."))],
) -> None:
    """Compare two assessments."""
    call = of(context)
    with call.reading() as workspace:
        older, newer = workspace.risk.get(AssessmentId(before)), workspace.risk.get(AssessmentId(after))
        changes = workspace.risk.compare(older.id, newer.id)
        then, now = workspace.risk.scale_of(older), workspace.risk.scale_of(newer)
    headings = (
        call.tr("Risk"),
        call.tr("Perspective"),
        call.tr("Inherent"),
        call.tr("Residual"),
        call.tr("Rationale"),
    )
    rows = []
    for item in changes:
        first, second = item.before, item.after
        levels = (
            (None if first is None else first.inherent, None if second is None else second.inherent),
            (None if first is None else first.residual, None if second is None else second.residual),
        )
        pairs = [f"{cell(call, old, then)} → {cell(call, new, now)}" for old, new in levels]
        scale = now if second is not None else then
        said = call.tr("changed") if item.reworded else "–"
        seen = call.translator.label(item.perspective)
        rows.append((kind_name(item.kind, scale, call.translator), seen, *pairs, said))
    call.answer(changes, table(headings, rows))


@group.command(
    help=N_("List the versions that must be assessed again, with the reason; exit 1 if there are any.")
)
def due(context: typer.Context) -> None:
    """List what is due."""
    call = of(context)
    with call.reading() as workspace:
        found = [item for item in workspace.risk.overview() if item.due]
    headings = (
        call.tr("Version"),
        call.tr("Reason"),
        call.tr("Since"),
        call.tr("Evidence"),
        call.tr("Blocks"),
    )
    rows = (
        (
            row.version.id,
            call.translator.label(item.trigger),
            "–" if item.day is None else call.translator.date(item.day),
            ", ".join(item.evidence),
            call.tr("yes") if item.blocks else call.tr("no"),
        )
        for row in found
        for item in row.due
    )
    call.answer({row.version.id: row.due for row in found}, table(headings, rows))
    if found:
        raise typer.Exit(1)


@group.command("heatmap", help=N_("Count the models in each cell of the matrix."))
def heatmap_(
    context: typer.Context,
    stage: Annotated[str, typer.Option(help=N_("inherent, residual or target."))] = "residual",
    perspective: Seen = "firm",
    kind: Annotated[str | None, typer.Option(help=N_("Kind of risk; default: the highest of all."))] = None,
) -> None:
    """Count models per cell."""
    call = of(context)
    lens = Lens(
        stage=one_of(Stage, stage, "--stage"),
        perspective=one_of(Perspective, perspective, "--perspective"),
        kind=kind,
    )
    with call.reading() as workspace:
        rows = workspace.risk.overview()
    cells = heatmap((row.assessment for row in rows if row.assessment is not None), lens)
    headings = (call.tr("Likelihood \\ impact"), "1", "2", "3", "4", "5")
    lines = (
        (str(likelihood), *(str(len(cells.get((likelihood, impact), ()))) for impact in range(1, 6)))
        for likelihood in range(5, 0, -1)
    )
    result = {f"{cell[0]}x{cell[1]}": tuple(item.version for item in found) for cell, found in cells.items()}
    call.answer(result, table(headings, lines))


@group.command(help=N_("Accept a residual risk above the appetite line until a day."))
def accept(
    context: typer.Context,
    version: Version,
    kind: Annotated[str, typer.Argument(help=N_("Kind of risk."))],
    reason: Reason,
    until: Annotated[str, typer.Option(help=N_("Last day of the acceptance, as 2027-01-31."))],
    perspective: Seen = "firm",
) -> None:
    """Accept a residual risk."""
    call = of(context)
    last = day(until, "--until")
    assert last is not None  # noqa: S101 (the option is required)
    slot = (kind, one_of(Perspective, perspective, "--perspective"))
    with call.acting() as (workspace, session, _):
        meant = workspace.inventory.resolve(version).id
        done, _changes = workspace.risk.accept(session, meant, slot, reason=call.text(reason), until=last)
    call.answer(done, call.tr("{id}: accepted until {day}", id=done.id, day=last))


@group.command(help=N_("Set another tier than the assessment gives; signed with your key."))
def override(
    context: typer.Context,
    version: Version,
    tier: Annotated[str, typer.Argument(help=N_("low, medium, high or severe."))],
    reason: Reason,
    until: Annotated[str | None, typer.Option(help=N_("Last day; required for a lower tier."))] = None,
) -> None:
    """Override a tier."""
    call = of(context)
    wanted, last = one_of(Band, tier, "TIER"), day(until, "--until")
    with call.acting() as (workspace, session, passphrase):
        meant = workspace.inventory.resolve(version)
        assessment = workspace.risk.latest(meant.id)
        new = NewDetermination(
            kind=DeterminationKind.TIER_OVERRIDE,
            model=meant.model,
            version=meant.id,
            outcome=wanted.value,
            reason=call.text(reason),
            evidence=() if assessment is None else (assessment.id,),
            expires=last,
        )
        key = workspace.people.signing_key(session, passphrase)
        done, _changes = workspace.determinations.determine(session, new, key)
    call.answer(done, call.tr("{id}: tier {tier} for {version}", id=done.id, tier=wanted, version=meant.id))


@scales.command(
    "show", help=N_("Print the scales in force, or others, as a TOML file to be changed and adopted.")
)
def show_scale(
    context: typer.Context,
    scale: Annotated[str | None, typer.Argument(help=N_("Id, for example SC-0001 or 5x5-1."))] = None,
) -> None:
    """Print a scale."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.scales.in_force() if scale is None else workspace.scales.get(scale)
    call.answer(found, f"# {found.id}\n{scale_toml(found.definition)}".rstrip())


@scales.command(help=N_("Put the scales of a TOML file in force as a new version."))
def adopt(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The file, as printed by `risk scale show`."))],
    reason: Reason,
) -> None:
    """Adopt scales."""
    call = of(context)
    definition = read_scale(existing(file).read_bytes())
    with call.acting() as (workspace, session, _):
        now = workspace.scales.in_force().id
        adopted, _changes = workspace.scales.adopt(session, definition, call.text(reason), replaces=now)
    call.answer(adopted, call.tr("{id} is in force; older assessments keep theirs.", id=adopted.id))
