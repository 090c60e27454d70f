"""What do the checks say about a received table, without any inventory?"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from core.canonical import result_digest
from core.checks.base import Sample
from core.errors import UserError
from core.examination import Examination, ModelAgreement, Plan, ReceivedModel, ReceivedTable, WeightMeans
from core.examining.agreement import compare
from core.examining.comparing import CONDENSED, Comparing, asked_roles, checks_of, reference_reading
from core.examining.expression import Expression, parse
from core.examining.model import ModelAtHand, inspected
from core.examining.plan import as_written, plan_problems, used
from core.examining.remarks import of_weight, remarks_of
from core.examining.rows import Reading, Rows, check_values, read_rows, weight_means
from core.ids import Digest
from core.inventory import Column, ColumnRole, Consent, ScoreMeans, SensitivePurpose, TableDialect, Task
from core.messages import Message, message
from core.options_file import require_options
from core.policy import Policy
from core.progress import SILENT, Part, Progress
from core.results import CheckResult
from core.risk import Band
from core.running.environment import application, environment
from core.running.judging import Suite, Terms, check_input, explaining, judged
from core.running.meaning import Meaning
from core.running.samples import Compared, with_samples
from core.running.scoring import Outcome, Scoring, by_model, inputs_of
from core.running.stated import reached_text, stated
from core.texts import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamineRequest:
    """A table, how it is read, what is asked of it, and by which policy it is judged."""

    table: Path
    dialect: TableDialect
    columns: tuple[Column, ...]
    """As recognized or corrected; those not named are recognized anew. Roles follow from the plan."""
    plan: Plan
    policy: Policy
    model: Path | None = None
    consent: Consent | None = None
    reference: Path | None = None
    """Table with reference rows, read by the same dialect rules and with the same columns."""
    other_model: Path | None = None
    """Another model file that is asked about the same rows."""
    assumptions: tuple[Message, ...] = ()
    """What was assumed to read the table, as the intake said it; empty: as it is said now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Everything that is known before a row is read."""

    request: ExamineRequest
    plan: Plan
    policy: Policy
    checks: tuple[str, ...]
    columns: tuple[Column, ...]
    """Those that are read, with their roles."""
    where: Expression | None
    model: ModelAtHand | None
    other: ModelAtHand | None
    started: datetime
    assumptions: tuple[Message, ...]
    weight: WeightMeans | None = None
    """What the weight column says, once its rows were read."""

    @property
    def terms(self) -> Terms:
        """Return by what the predictions are judged: without an inventory as in the gravest tier."""
        plan = self.plan
        return Terms(
            task=plan.task,
            cut_off=plan.cut_off,
            policy=self.policy,
            tier=Band.SEVERE,
            seed=plan.seed,
            references=plan.references,
            intersections=plan.intersections,
            counted=None if self.weight is None else self.weight is WeightMeans.COUNTS,
            filter=plan.where,
            options=plan.options,
            as_of=self.started.date(),
        )

    @property
    def reading(self) -> Reading:
        """Return which columns and rows are wanted; scores, weights and models need each row by itself."""
        plan, request = self.plan, self.request
        rowwise = (
            self.model is not None
            or bool(plan.score or plan.weight or plan.other_prediction)
            or plan.task is Task.REGRESSION
            or not CONDENSED.issuperset(self.checks)
        )
        return Reading(
            path=request.table,
            dialect=request.dialect,
            columns=self.columns,
            where=self.where,
            countable=not rowwise,
        )

    def said(self, rows: Rows) -> tuple[Message, ...]:
        """Return what was assumed about the table, and about its weight column where nobody said it."""
        if self.weight is None or self.plan.weight_means is not None:
            return self.assumptions
        return (*self.assumptions, *of_weight(self.plan, self.weight, rows))

    def meaning(self, rows: Rows) -> Meaning:
        """Return what the columns mean to whoever predicts or judges."""
        plan, several = self.plan, self.plan.task is Task.MULTILABEL
        counted = () if rows.count is None else (rows.count,)
        added = tuple(Column(name=name, dtype="integer", roles=(ColumnRole.WEIGHT,)) for name in counted)
        return Meaning(
            columns=(*(item for item in self.columns if item.roles != (ColumnRole.SEGMENT,)), *added),
            favorable=_favorable(plan, with_model=self.model is not None),
            groupings=plan.groupings,
            targets=plan.label if several else (),
            predictions=plan.prediction if several else (),
        )


def examine(request: ExamineRequest, progress: Progress = SILENT) -> Examination:
    """Read, predict and judge; blocks and writes nothing anywhere.

    Raises `UserError` for a plan that lacks something or does not fit the table, `UntrustedArtifactError` for
    a model file that is refused. The same request gives the same result digest in every process.
    """
    progress(0.0, message("Reading the table"))
    file = _file(request.table)
    setting = _setting(request, Part(progress, 0.0, 0.2))
    rows = read_rows(setting.reading, Part(progress, 0.2, 0.3))
    if _state(request.table) != file.state:
        raise UserError(
            message(
                "“{name}” changed while it was read. Nothing was calculated. Try again when nobody writes "
                "to it.",
                name=request.table.name,
            )
        )
    check_values(setting.plan, rows.table)
    setting = replace(setting, weight=weight_means(setting.plan, rows.table))
    predicted = _predicted(setting, rows, Part(progress, 0.3, 0.6))
    compared = _compared(setting, file, rows, Part(progress, 0.6, 0.7))
    results = _results(setting, predicted, compared, Part(progress, 0.7, 1.0))
    progress.check()
    found = _examination(setting, file, predicted, results)
    return replace(found, samples=tuple(item.facts for item in compared))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Predicted:
    """The rows, and what was or is said about them."""

    rows: Rows
    outcome: Outcome
    agreement: ModelAgreement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What the file was before it was read."""

    digest: Digest
    state: tuple[int, int, int]
    """Size, time of change, and number on its disk."""


def _file(path: Path) -> _File:
    from core.data.digest import file_digest

    digest = file_digest(path)
    return _File(digest=digest, state=_state(path))


def _state(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _setting(request: ExamineRequest, progress: Progress) -> _Setting:
    from core.data.reading import preview

    seen = preview(request.table, request.dialect)
    given = {column.name: column for column in request.columns}
    columns = tuple(given.get(column.name, column) for column in seen.columns)
    missing = given.keys() - {column.name for column in columns}
    columns += tuple(column for column in request.columns if column.name in missing)
    lacking = plan_problems(request.plan, columns, with_model=request.model is not None)
    if lacking:
        raise UserError(lacking[0].message)
    require_options(request.plan.options, (column.name for column in columns))
    types = {column.name: column.dtype for column in columns}
    where = None if request.plan.where is None else parse(request.plan.where, types)
    plan = replace(as_written(request.plan, types), where=None if where is None else str(where))
    model, other = (
        inspected(request, request.model, progress),
        inspected(request, request.other_model, progress),
    )
    return _Setting(
        request=request,
        plan=plan,
        policy=_policy(request.policy, plan),
        checks=checks_of(plan, with_model=model is not None),
        columns=_needed(plan, columns, where, model),
        where=where,
        model=model,
        other=other,
        started=datetime.now(UTC),
        assumptions=request.assumptions or seen.assumptions,
    )


def _policy(policy: Policy, plan: Plan) -> Policy:
    """Return the policy with the plan's own minimum group; its digest stays that of the file."""
    return replace(
        policy,
        minimum_group=policy.minimum_group if plan.minimum_group is None else plan.minimum_group,
        minimum_share=policy.minimum_share if plan.minimum_share is None else plan.minimum_share,
    )


def _needed(
    plan: Plan, columns: tuple[Column, ...], where: Expression | None, model: ModelAtHand | None
) -> tuple[Column, ...]:
    """Return the columns that are read, with the roles that follow from the plan."""
    roles = dict(used(plan))
    inputs: tuple[str, ...] = ()
    if model is not None:
        features = tuple(
            replace(item, roles=() if item.name in roles else (ColumnRole.FEATURE,)) for item in columns
        )
        inputs = inputs_of(model.artifact, Meaning(columns=features, favorable=None, groupings=()))
        _require_apart(plan, inputs)
    for name in inputs:
        roles[name] = (*roles.get(name, ()), ColumnRole.FEATURE)
    for name, role in asked_roles(plan, columns, with_model=model is not None).items():
        roles.setdefault(name, () if role is None else (role,))
    for name in () if where is None else where.columns:
        roles.setdefault(name, (ColumnRole.SEGMENT,))
    return tuple(
        replace(item, roles=roles[item.name], purpose=plan.purposes.get(item.name))
        for item in columns
        if item.name in roles
    )


def _require_apart(plan: Plan, inputs: tuple[str, ...]) -> None:
    """Raise `UserError` when the model reads a column that is held only to find bias (AI Act Art. 4a)."""
    for column, purpose in plan.purposes.items():
        if purpose is SensitivePurpose.BIAS_TEST_ONLY and column in inputs:
            raise UserError(
                message(
                    "“{column}” is held for bias tests only, but the model reads it. Nothing was calculated. "
                    "State another purpose, or another model.",
                    column=column,
                )
            )


def _favorable(plan: Plan, *, with_model: bool) -> str | None:
    """Return the favorable value; with scores alone the side of the cut-off that is favorable."""
    valued = plan.label or plan.prediction or with_model
    if plan.task is not Task.BINARY or valued or plan.cut_off is None:
        return plan.favorable
    return reached_text(plan.cut_off, reached=plan.cut_off.score_means is ScoreMeans.FAVORABLE)


def _predicted(setting: _Setting, rows: Rows, progress: Progress) -> _Predicted:
    """Return what is judged: the table's own predictions where it holds any, else those of the model."""
    model, claimed = setting.model, bool(setting.plan.prediction or setting.plan.score is not None)
    if model is not None and not claimed:
        return _Predicted(rows=rows, outcome=_by_model(setting, model, rows, progress))
    received = stated(setting.meaning(rows), rows.table, setting.terms)
    if model is None:
        return _Predicted(rows=rows, outcome=Outcome(predictions=received))
    outcome = _by_model(setting, model, rows, progress)
    scored = outcome.predictions
    judged_here = replace(
        received,
        features=scored.features,
        attributions=scored.attributions,
        confinement=scored.confinement,
    )
    return _Predicted(
        rows=rows,
        outcome=replace(outcome, predictions=judged_here),
        agreement=compare(received, scored),
    )


def _by_model(setting: _Setting, model: ModelAtHand, rows: Rows, progress: Progress) -> Outcome:
    scoring = Scoring(
        path=model.path,
        artifact=model.artifact,
        meaning=setting.meaning(rows),
        table=rows.table,
        terms=setting.terms,
        explain=bool(explaining(setting.checks)),
    )
    return by_model(scoring, progress)


def _comparing(setting: _Setting, rows: Rows) -> Comparing:
    return Comparing(setting.plan, setting.terms, setting.meaning(rows), rows)


def _compared(setting: _Setting, file: _File, rows: Rows, progress: Progress) -> tuple[Compared, ...]:
    """Return what the rows are compared with, as far as it was received."""
    request, plan, comparing = setting.request, setting.plan, _comparing(setting, rows)
    found = []
    if request.reference is not None:
        reading = reference_reading(request.reference, setting.reading)
        claimed = plan.prediction or plan.score is not None
        found.append(comparing.reference(reading, None if claimed else setting.model, progress))
    if setting.other is not None:
        found.append(comparing.other_model(setting.other, progress))
    elif plan.other_prediction is not None or plan.other_score is not None:
        found.append(comparing.other_columns(Sample(digest=file.digest)))
    return tuple(found)


def _results(
    setting: _Setting, predicted: _Predicted, compared: tuple[Compared, ...], progress: Progress
) -> tuple[CheckResult, ...]:
    rows, outcome = predicted.rows, predicted.outcome
    data = check_input(setting.meaning(rows), rows.table, outcome.predictions, setting.terms)
    data = with_samples(data, compared)
    data = _comparing(setting, rows).answered(setting.checks, data, setting.model, Part(progress, 0.0, 0.5))
    return judged(Suite(checks=setting.checks), data, outcome.explain_error, Part(progress, 0.5, 1.0))


def _examination(
    setting: _Setting,
    file: _File,
    predicted: _Predicted,
    results: tuple[CheckResult, ...],
) -> Examination:
    rows, outcome = predicted.rows, predicted.outcome
    return Examination(
        application=application(),
        examined_at=setting.started,
        table=_received(setting, file, rows, outcome),
        model=None if setting.model is None else _received_model(setting.model),
        plan=replace(setting.plan, weight_means=setting.weight),
        policy=setting.policy,
        rows=rows.left,
        agreement=predicted.agreement,
        results=results,
        result_digest=result_digest(results),
        environment=environment(),
        confinement=outcome.predictions.confinement,
    )


def _received(setting: _Setting, file: _File, rows: Rows, outcome: Outcome) -> ReceivedTable:
    request = setting.request
    return ReceivedTable(
        file_name=Text(request.table.name, Language.ENGLISH),
        digest=file.digest,
        size=file.state[0],
        dialect=request.dialect,
        rows=rows.total,
        columns=setting.columns,
        remarks=remarks_of(setting.said(rows), (setting.plan, request.policy), rows, outcome.predictions),
    )


def _received_model(model: ModelAtHand) -> ReceivedModel:
    from core.remarks import remark

    artifact = model.artifact
    return ReceivedModel(
        file_name=artifact.file_name,
        digest=artifact.digest,
        size=artifact.size,
        format=artifact.format,
        estimator=artifact.estimator,
        features=artifact.features,
        outputs=model.report.outputs,
        libraries=artifact.libraries,
        companions=artifact.companions,
        scans=model.report.scans,
        remarks=tuple(remark(item) for item in model.report.warnings),
        consent=artifact.consent,
    )
