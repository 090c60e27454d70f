"""What is said of every result of a check, whatever it found?"""

from core.reasons import Reason
from core.results import CheckResult
from reports.document import Block, Method, Statement
from reports.parts.context import Context, Shown


def method(context: Context, check: str) -> tuple[Method, ...]:
    """Return how a check measures, from its own text, unless methods have a section of their own."""
    from core.checks.texts import check_text

    if context.whole:
        return ()
    first, *rest = check_text(check, context.language).method.split("\n\n")
    said = f"{first}\n{rest[0]}" if first.endswith(":") and rest else first  # the list it announces
    plain = said.replace("\n", " ").replace("* ", "").replace("*", "").replace("`", "")
    return (Method(text=plain or check),)


def outdated(context: Context, runs: tuple[Shown, ...]) -> str:
    """Return why runs judged something else than the version is now; empty when none did."""
    old = [run.id for run in runs if run.outdated]
    if not old:
        return ""
    return context.translator.tr(
        "{runs}: model file, cut-off, data or policy have been replaced since.", runs=", ".join(old)
    )


def definition(context: Context, run: Shown, result: CheckResult) -> Statement:
    """Return which rows, which favorable class and which cut-off a result is about."""
    tr, found = context.translator.tr, result.definition
    values = {
        "run": run.id,
        "data": run.data,
        "rows": found.rows,
        "total": found.rows_total,
        "favorable": found.favorable,
        "cut_off": None if found.cut_off is None else context.exact(found.cut_off.value),
        "seed": run.seed,
    }
    if run.examined:
        text = tr(
            "“{data}”: {rows} of {total} examined rows, favorable class {favorable}, cut-off {cut_off}, seed "
            "{seed}.",
            **values,
        )
    else:
        text = tr(
            "Run {run} on “{data}”: {rows} of {total} rows, favorable class {favorable}, cut-off {cut_off}, "
            "seed {seed}.",
            **values,
        )
    return Statement(text=text, evidence=(run.id,))


def notes(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    """Return the notes of a result as sentences."""
    said = ((note, context.reason(note)) for note in result.notes)
    return tuple(Statement(text=_sentence(note, text), evidence=(run.id,)) for note, text in said)


def _sentence(note: Reason, text: str) -> str:
    """Return the reason as a sentence; a name it begins with, as of a column, stays as it is written."""
    named = any(isinstance(item, str) and text.startswith(item) for item in note.values.values())
    return (text if named else text[:1].upper() + text[1:]) + ("" if text.endswith(".") else ".")
