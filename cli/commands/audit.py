"""How is a received table examined from the command line, without any inventory?"""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from cli.audit.options import AuditOptions, plan_of, require_complete
from cli.audit.paper import Paper, check_paper, drafted, opinion_text, require_workspace, signed
from cli.call import Call, of
from cli.check_options import OneOption, OptionsFile, check_options
from cli.commands.inspect import consented, refusal, there
from cli.inputs import existing, one_of
from cli.reading import (
    DateFormatOption,
    DecimalOption,
    DelimiterOption,
    EncodingOption,
    HeaderOption,
    MissingOption,
    QuoteOption,
    SheetOption,
    SkipLastOption,
    SkipRowsOption,
    ThousandsOption,
    corrected_dialect,
)
from core.data.preview import TablePreview
from core.data.typed import NOTHING, TypedDialect
from core.errors import UntrustedArtifactError, UserError
from core.examination import Examination
from core.examining import ExamineRequest, RefusedModelError, examine, receive
from core.inventory import Consent
from core.messages import N_, message
from core.opinion import OpinionGrade
from core.policy import Policy
from core.progress import Part, Progress
from core.results import CheckResult, RunState, Verdict
from core.texts import Language
from core.workspace import Session, Workspace

app = typer.Typer()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Everything that was typed, already checked where that needs no table."""

    file: Path
    options: AuditOptions
    typed: TypedDialect
    policy: Policy
    model: Path | None
    consent: str | None
    paper: Paper | None
    reference: Path | None
    other_model: Path | None


@app.command(
    help=N_(
        "Examine a table of predictions without any inventory. Exit code 0: nothing failed and nothing "
        "broke; else 1."
    )
)
def audit(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The table: CSV, Parquet, Feather, XLSX or JSON lines."))],
    label: Annotated[
        list[str] | None, typer.Option(help=N_("Column with the true outcome; without it only rates."))
    ] = None,
    prediction: Annotated[
        list[str] | None, typer.Option(help=N_("Column with the predicted outcome."))
    ] = None,
    score: Annotated[str | None, typer.Option(help=N_("Column with scores; needs --cutoff."))] = None,
    cutoff: Annotated[
        str | None,
        typer.Option("--cutoff", "--cut-off", help=N_("Score from which on the model says yes.")),
    ] = None,
    score_means: Annotated[
        str | None, typer.Option(help=N_("Whether a higher score is favorable or unfavorable."))
    ] = None,
    task: Annotated[str, typer.Option(help=N_("binary, multiclass, multilabel or regression."))] = "binary",
    favorable: Annotated[
        str | None, typer.Option(help=N_("The outcome that is favorable to the person."))
    ] = None,
    sensitive: Annotated[
        list[str] | None, typer.Option(help=N_("Sensitive feature; may be repeated."))
    ] = None,
    bins: Annotated[
        list[str] | None,
        typer.Option(help=N_("Where a sensitive feature is cut: age:25,40; age:<25 for below.")),
    ] = None,
    intersections: Annotated[
        bool, typer.Option("--intersections", help=N_("Compare combinations of sensitive features too."))
    ] = False,
    weight: Annotated[str | None, typer.Option(help=N_("Column with weights or counts of rows."))] = None,
    weight_means: Annotated[
        str | None, typer.Option(help=N_("Whether --weight holds counts or weights, if that is unclear."))
    ] = None,
    reference: Annotated[
        list[str] | None, typer.Option(help=N_("Group the others are compared with: sex=male."))
    ] = None,
    purpose: Annotated[
        list[str] | None,
        typer.Option(help=N_("Purpose of a sensitive column: sex=group_comparison.")),
    ] = None,
    where: Annotated[
        str | None, typer.Option(help=N_("Which rows: \"age >= 18 and state in ('BY', 'NW')\"."))
    ] = None,
    min_group: Annotated[
        int | None, typer.Option(help=N_("Rows a group needs; default: as the policy says."))
    ] = None,
    policy: Annotated[Path | None, typer.Option(help=N_("Policy file; default: the one shipped."))] = None,
    model: Annotated[
        Path | None, typer.Option(help=N_("Model file that makes the predictions, in the confined worker."))
    ] = None,
    consent: Annotated[
        str | None,
        typer.Option(help=N_("Why a pickled model is opened nevertheless; needs --as.")),
    ] = None,
    delimiter: DelimiterOption = None,
    decimal: DecimalOption = None,
    thousands: ThousandsOption = None,
    encoding: EncodingOption = None,
    quote: QuoteOption = None,
    skip_rows: SkipRowsOption = None,
    skip_last: SkipLastOption = None,
    header: HeaderOption = None,
    date_format: DateFormatOption = None,
    sheet: SheetOption = None,
    missing: MissingOption = None,
    report: Annotated[Path | None, typer.Option(help=N_("Write the audit opinion to this PDF."))] = None,
    lang: Annotated[str | None, typer.Option(help=N_("Language of the report: de or en."))] = None,
    title: Annotated[str | None, typer.Option(help=N_("What was examined; default: the file."))] = None,
    opinion: Annotated[
        str | None, typer.Option(help=N_("Your opinion in your own words, or @FILE; needs --grade."))
    ] = None,
    grade: Annotated[
        str | None,
        typer.Option(help=N_("Kind of the opinion: unqualified, qualified, adverse or disclaimed.")),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=N_("Replace an existing report file."))] = False,
    only: Annotated[list[str] | None, typer.Option(help=N_("Run only this check; may be repeated."))] = None,
    reference_table: Annotated[
        Path | None, typer.Option(help=N_("Table with the rows the model learned from, to compare with."))
    ] = None,
    other_model: Annotated[
        Path | None, typer.Option(help=N_("Another model file that is asked about the same rows."))
    ] = None,
    other_prediction: Annotated[
        str | None, typer.Option(help=N_("Column with what another version predicts."))
    ] = None,
    other_score: Annotated[
        str | None, typer.Option(help=N_("Column with the scores of another version."))
    ] = None,
    options_file: OptionsFile = None,
    option: OneOption = None,
    seed: Annotated[int, typer.Option(help=N_("Seed of everything that is drawn at random."))] = 7,
    strict: Annotated[bool, typer.Option("--strict", help=N_("Not decidable counts as failed."))] = False,
) -> None:
    """Examine a table and leave with the exit code of the verdict."""
    call = of(context)
    options = AuditOptions(
        label=tuple(label or ()),
        prediction=tuple(prediction or ()),
        score=score,
        cutoff=cutoff,
        score_means=score_means,
        task=task,
        favorable=favorable,
        sensitive=tuple(sensitive or ()),
        bins=tuple(bins or ()),
        intersections=intersections,
        weight=weight,
        weight_means=weight_means,
        reference=tuple(reference or ()),
        purpose=tuple(purpose or ()),
        where=where,
        min_group=min_group,
        seed=seed,
        checks=tuple(only or ()),
        asked=check_options(options_file, option),
        other_prediction=other_prediction,
        other_score=other_score,
    )
    paper = None
    if report is not None:
        paper = Paper(
            path=report,
            language=call.translator.language if lang is None else one_of(Language, lang, "--lang"),
            title=title or file.name,
            opinion=opinion_text(opinion),
            grade=None if grade is None else one_of(OpinionGrade, grade, "--grade"),
            force=force,
        )
    asked = _Asked(
        file=existing(file),
        options=options,
        typed=TypedDialect(
            delimiter=delimiter,
            decimal=decimal,
            thousands=thousands,
            encoding=encoding,
            quote=quote,
            skipped=skip_rows,
            footer=skip_last,
            header=header,
            date_format=date_format,
            sheet=sheet,
            missing=tuple(missing) if missing else None,
        ),
        policy=_policy(policy),
        model=None if model is None else there(model),
        consent=consent,
        paper=paper,
        reference=None if reference_table is None else existing(reference_table),
        other_model=None if other_model is None else there(other_model),
    )
    examination = _audited(call, asked)
    claimed = examination.agreement is None or examination.agreement.agrees
    raise typer.Exit(leaving(examination.results, strict=strict) if claimed else 1)


def leaving(results: tuple[CheckResult, ...], *, strict: bool) -> int:
    """Return 0 only without failed and errored; with `strict` not decidable counts as failed."""
    verdicts = {item.verdict for item in results}
    broke = any(item.state is not RunState.FINISHED for item in results)
    undecided = strict and Verdict.NOT_DECIDABLE in verdicts
    return int(broke or Verdict.FAILED in verdicts or undecided)


def _audited(call: Call, asked: _Asked) -> Examination:
    """Examine, write the report where one is wanted, and print the results."""
    _check(call, asked)
    number = None
    with ExitStack() as stack:
        signing = None
        if asked.paper is not None and call.person is not None:
            signing = stack.enter_context(call.acting())
        progress = stack.enter_context(call.progress())
        examination = _examined(call, asked, signing, Part(progress, 0.0, 0.85))
        if asked.paper is not None and signing is not None:
            number = signed(call, asked.paper, examination, signing, Part(progress, 0.85, 1.0))
        elif asked.paper is not None:
            drafted(call, asked.paper, examination)
    _print(call, asked, examination, number)
    return examination


def _check(call: Call, asked: _Asked) -> None:
    if asked.paper is not None:
        read = (asked.file, asked.model, asked.reference, asked.other_model)
        check_paper(asked.paper, [path for path in read if path is not None])
        if call.person is not None:
            require_workspace(call)
    consented(call, asked.consent)


def _examined(
    call: Call, asked: _Asked, signing: tuple[Workspace, Session, str] | None, progress: Progress
) -> Examination:
    table = _table(asked, Part(progress, 0.0, 0.2))
    plan = plan_of(asked.options, table.columns)
    require_complete(plan, asked.options, table, with_model=asked.model is not None)
    request = ExamineRequest(
        table=asked.file,
        dialect=table.dialect,
        columns=table.columns,
        plan=plan,
        policy=asked.policy,
        model=asked.model,
        consent=_consent(call, asked, None if signing is None else signing[1]),
        assumptions=table.assumptions,
        reference=asked.reference,
        other_model=asked.other_model,
    )
    try:
        return examine(request, Part(progress, 0.2, 1.0))
    except RefusedModelError as error:
        raise UntrustedArtifactError(refusal(error.report, request.model or asked.file)) from error


def _table(asked: _Asked, progress: Progress) -> TablePreview:
    """Return what the file shows, read as recognized or as the person says."""
    stated = asked.typed != NOTHING and asked.file.is_file()
    dialect = corrected_dialect(asked.file, asked.typed) if stated else None
    found = receive(asked.file, progress, dialect=dialect)
    if found.refusal is not None:
        why, advice = found.refusal, found.advice
        raise UserError(why if advice is None else message("{why} {advice}", why=why, advice=advice))
    if found.table is None:
        raise UserError(
            message(
                "{file} is a model, not a table. Name the table first and the model with --model.",
                file=asked.file.name,
            )
        )
    return found.table


def _consent(call: Call, asked: _Asked, session: Session | None) -> Consent | None:
    """Return the consent of the person who signs, else of the one named."""
    given = consented(call, asked.consent)
    if given is None or session is None:
        return given
    return replace(given, by=session.person.id, name=session.person.name.name())


def _policy(path: Path | None) -> Policy:
    from core.policy_file import default_policy, read_policy

    if path is None:
        return read_policy(default_policy())
    try:
        return read_policy(existing(path).read_bytes())
    except OSError:
        raise UserError(message("The policy file {path} cannot be read.", path=str(path))) from None


def _print(call: Call, asked: _Asked, examination: Examination, number: str | None) -> None:
    from cli.audit.screen import Screen

    lines = [] if call.json else list(Screen(call).lines(examination))
    if asked.paper is not None and number is not None:
        lines.append(
            call.tr("Signed and filed as {number}: {path}", number=number, path=str(asked.paper.path))
        )
    elif asked.paper is not None:
        lines.append(call.tr("Unsigned draft: {path}", path=str(asked.paper.path)))
    call.answer(examination, *lines)
