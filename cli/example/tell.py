"""In which order do the use cases tell the story?"""

from datetime import date, timedelta

from cli.example.around import before_use, surround
from cli.example.people import Cast
from cli.example.story import FOLDER, Entry, Step, Story, Survey, Table
from cli.example.watching import watch
from cli.inputs import grouping
from cli.tabular import DatasetOptions, with_roles
from core.decisions import DecisionKind
from core.findings import Finding, FindingCause, FindingState, Severity
from core.ids import DatasetId, Exact, ModelId, PersonId, VersionId, model_of, version_id
from core.inventory import CutOff, State
from core.messages import message
from core.progress import Progress
from core.risk import Level, Rating
from core.texts import Text
from core.workspace import DecisionRequest, NewDataset, NewModel, NewVersion, RunRequest

OBSERVATION = timedelta(days=120)
"""How long the owner has to meet a condition."""


def tell(cast: Cast, story: Story, progress: Progress) -> dict[tuple[str, str], VersionId]:
    """Go through the whole story, version by version in the order of their days."""
    models = {entry.key: _register_model(cast, entry) for entry in story.model}
    tables = {table.key: _register_table(cast, story, table) for table in story.table}
    versions: dict[tuple[str, str], VersionId] = {}
    steps = sorted(story.version, key=lambda step: -step.days_ago)
    for position, step in enumerate(steps):
        progress(0.85 * position / len(steps), message("Building the example: {model}", model=step.model))
        versions[step.model, step.label] = _live(cast, story, step, (models[step.model], tables))
    used = versions["kredit", "2"]
    cast.clock.go_to(2, 9)
    surround(cast, models, used, progress)
    watch(cast, used, tables["kredit"], progress)
    return versions


def _register_model(cast: Cast, entry: Entry) -> ModelId:
    new = NewModel(
        name=entry.name.text(),
        purpose=entry.purpose.text(),
        intended_use=entry.use.text(),
        kind=entry.kind,
        owner=cast.ids["owner"],
        business_area=entry.area.text(),
        basis=entry.basis,
        vendor=None if entry.vendor is None else entry.vendor.text(),
        example=True,
    )
    return cast.workspace.inventory.register_model(cast.session("owner"), new)[0].id


def _register_table(cast: Cast, story: Story, table: Table) -> DatasetId:
    path = FOLDER / table.file
    preview = cast.workspace.inventory.preview_table(path)
    options = DatasetOptions(
        path=path,
        kind=table.kind,
        target=table.target,
        favorable=table.favorable,
        groupings=tuple(grouping(item) for item in table.sensitive),
        ignored=table.ignored,
    )
    new = NewDataset(
        path=path,
        name=table.name.text(),
        kind=table.kind,
        dialect=preview.dialect,
        columns=with_roles(preview.columns, options),
        favorable=table.favorable,
        groupings=options.groupings,
        source=story.source.text(),
        example=True,
    )
    return cast.workspace.inventory.register_dataset(cast.session("owner"), new)[0].id


def _live(
    cast: Cast, story: Story, step: Step, registered: tuple[ModelId, dict[str, DatasetId]]
) -> VersionId:
    model, tables = registered
    cast.clock.go_to(step.days_ago, 9)
    version = _register_version(cast, step, model, tuple(tables[key] for key in step.tables))
    if step.ratings:
        cast.clock.go_to(step.days_ago - 1, 10)
        _assess(cast, step, version)
    if step.validated:
        cast.clock.go_to(step.days_ago - 2, 9)
        _validate(cast, story, version, tables[step.tables[0]])
    if step.decision is not None:
        cast.clock.go_to(step.days_ago - 4, 14)
        _decide(cast, story, step, version)
    if step.afterwards:
        cast.clock.go_to(step.days_ago - 5, 8)
        _afterwards(cast, step, version)
    if step.survey is not None:
        cast.clock.go_to(step.days_ago - 5, 11)
        _survey(cast, story, step.survey, (model, version, tables[step.survey.table]))
    return version


def _survey(cast: Cast, story: Story, survey: Survey, found: tuple[ModelId, VersionId, DatasetId]) -> None:
    """Make every check for the kind of task, with all options; what it proposes stays proposed."""
    from core.checks.registry import all_checks

    model, version, table = found
    task = cast.workspace.inventory.version(version).task
    request = RunRequest(
        version=version,
        dataset=table,
        checks=tuple(check.id for check in all_checks() if task in check.tasks),
        options=story.survey_options,
        other_version=version_id(model, survey.other),
    )
    cast.workspace.checking.run(cast.session("validator"), request)


def _register_version(cast: Cast, step: Step, model: ModelId, tables: tuple[DatasetId, ...]) -> VersionId:
    cut_off = None
    if step.cut_off is not None and step.score_means is not None:
        cut_off = CutOff(value=Exact(step.cut_off), score_means=step.score_means)
    new = NewVersion(
        model=model,
        label=step.label,
        task=step.task,
        developer=cast.ids["owner"],
        artifacts=tuple(FOLDER / "models" / name for name in step.files),
        cut_off=cut_off,
        datasets=tables,
        training=step.training,
        notes=step.notes.text(),
    )
    return cast.workspace.inventory.register_version(cast.session("owner"), new)[0].id


def _assess(cast: Cast, step: Step, version: VersionId) -> None:
    assert step.materiality is not None  # noqa: S101 (the story gives both or neither)
    ratings = tuple(
        Rating(
            kind=item.kind,
            inherent=Level(likelihood=item.inherent[0], impact=item.inherent[1]),
            residual=Level(likelihood=item.residual[0], impact=item.residual[1]),
            rationale=item.why.text(),
        )
        for item in step.ratings
    )
    cast.workspace.risk.assess(cast.session("validator"), version, ratings, step.materiality)


def _validate(cast: Cast, story: Story, version: VersionId, table: DatasetId) -> None:
    session = cast.session("owner")
    cast.workspace.inventory.set_state(session, version, State.IN_VALIDATION, story.handed_over.text())
    session = cast.session("validator")
    cast.workspace.checking.run(session, RunRequest(version=version, dataset=table))
    for finding in cast.workspace.findings.of(version):
        if finding.state is FindingState.PROPOSED:
            cast.workspace.findings.confirm(
                cast.session("validator"),
                finding.id,
                severity=_severity(finding),
                owner=cast.ids["owner"],
                description=story.finding.text(),
            )


def _severity(finding: Finding) -> Severity:
    return Severity.HIGH if finding.cause is FindingCause.FAILED else Severity.MEDIUM


def _decide(cast: Cast, story: Story, step: Step, version: VersionId) -> None:
    """Take the decision the figures allow: a failed check makes it a rejection."""
    findings = cast.workspace.findings.of(version)
    failed = any(item.is_open and item.cause is FindingCause.FAILED for item in findings)
    assert step.decision is not None  # noqa: S101 (asked by the caller)
    assert step.reason is not None  # noqa: S101 (the story gives both or neither)
    kind = DecisionKind.REJECT if failed else step.decision
    conditions: tuple[tuple[Text, PersonId, date], ...] = ()
    if kind is DecisionKind.APPROVE_WITH_CONDITIONS and step.condition is not None:
        due = cast.clock().date() + OBSERVATION
        conditions = ((step.condition.text(), cast.ids["owner"], due),)
    request = DecisionRequest(
        version=version,
        kind=kind,
        reason=(story.rejection if failed else step.reason).text(),
        conditions=conditions,
        accepted_undecided=None if failed or step.accepted is None else step.accepted.text(),
    )
    session = cast.session("risk_manager")
    key = cast.workspace.people.signing_key(session, cast.person("risk_manager").passphrase)
    cast.workspace.decisions.decide(session, request, key)


def _afterwards(cast: Cast, step: Step, version: VersionId) -> None:
    assert step.afterwards_reason is not None or not step.afterwards  # noqa: S101
    for state in step.afterwards:
        current = cast.workspace.inventory.version(version).state
        if current is State.REJECTED or step.afterwards_reason is None:
            return
        if state is State.PRE_VALIDATION_USE:
            before_use(cast, model_of(version), version)
        session = cast.session("risk_manager")
        cast.workspace.inventory.set_state(session, version, state, step.afterwards_reason.text())
