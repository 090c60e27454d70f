"""How is an import shown on a terminal, and as JSON?"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from cli.call import Call
from cli.tables import table
from core.governance.mlflow_imports import FileKey, FilePlan, MlflowModelPlan, MlflowPlan
from core.governance.register import FieldKey, field_of
from core.governance.register.edits import Difference
from core.governance.register.importing import ColumnMatch, Matched, RowAction
from core.governance.register.imports import ImportedFile, ImportedRow, ImportPlan, RegisterImport, RowPlan
from core.ids import PersonId
from core.register_words import say_field, say_pieces
from core.workspace.governance.imports import Looked

if TYPE_CHECKING:
    from rich.table import Table

_MOST = 60


def sheet_lines(call: Call, looked: Looked, plan: ImportPlan) -> Iterable[str]:
    """Say where the table was found, and what was set aside."""
    sheet = looked.sheet
    place = call.tr("sheet “{sheet}”, ", sheet=sheet.sheet) if sheet.sheet else ""
    yield place + call.tr("head in row {row}, {n} entries.", row=sheet.head, n=len(sheet.rows))
    for item in sheet.aside:
        yield call.tr("Row {row} is no entry: {found}", row=item.number, found=item.text.replace("\n", " "))
    for note in looked.notes:
        yield call.translator.say(note)
    if plan.lost:
        yield call.tr("Columns that are not taken over: {heads}", heads=", ".join(plan.lost))


def columns_table(call: Call, plan: ImportPlan) -> "Table":
    """Return which column is taken for which field."""
    headings = (call.tr("Column"), call.tr("Field"), call.tr("Key"), call.tr("Recognized"))
    rows = []
    for item in plan.terms.columns:
        said = "–" if item.field is None else say_field(call.translator, field_of(item.field))
        rows.append((item.head, said, item.field or "", call.translator.label(item.how)))
    return table(headings, rows)


def plan_lines(call: Call, plan: ImportPlan, shown: Collection[RowAction]) -> Iterable["str | Table"]:
    """Say what becomes of the rows: those with these actions, every difference, every problem."""
    if shown:
        headings = (call.tr("Row"), call.tr("What"), call.tr("Model"), call.tr("Why"))
        yield table(headings, (_row(call, row) for row in plan.rows if row.action in shown))
    changes = [item for row in plan.rows for item in row.differences]
    if changes:
        headings = (call.tr("Model"), call.tr("Field"), call.tr("Before"), call.tr("After"))
        yield table(headings, (_difference(call, item) for item in changes))
    for row in plan.rows:
        for problem in row.problems:
            yield call.tr(
                "Row {row}, {field}: “{written}” is not taken over: {why}",
                row=row.number,
                field=say_field(call.translator, field_of(problem.field)),
                written=problem.written[:_MOST],
                why=call.translator.say(problem.why),
            )
    yield ", ".join(
        f"{plan.count(action)} {call.translator.label(action)}" for action in RowAction if plan.count(action)
    )


def _row(call: Call, row: RowPlan) -> tuple[str, str, str, str]:
    said = call.translator.label(row.action)
    why = "" if row.why is None else call.translator.say(row.why)
    twins = "; ".join(
        f"{item.model or call.tr('row {row}', row=item.row)} {item.name} ({item.likeness:.0%})"
        for item in row.twins
    )
    return str(row.number), said, row.name or row.model or "–", f"{why} {twins}".strip()


def _difference(call: Call, item: Difference) -> tuple[str, str, str, str]:
    words = call.translator
    return (
        f"{item.model} {item.name}",
        say_field(words, item.field),
        say_pieces(words, item.old) or "–",
        say_pieces(words, item.new) or "–",
    )


def document(
    call: Call, looked: Looked, plan: ImportPlan, done: RegisterImport | None = None
) -> dict[str, object]:
    """Return an import as plain values."""
    return {
        "import": None if done is None else done.id,
        "applied": done is not None,
        "file": plan.file_name,
        "source": plan.source,
        "sheet": plan.sheet,
        "head": looked.sheet.head,
        "columns": [
            {"column": item.head, "field": item.field, "recognized": item.how} for item in plan.terms.columns
        ],
        "guesses": [item.head for item in plan.terms.columns if item.how is Matched.GUESS],
        "not_taken_over": list(plan.lost),
        "set_aside": [
            {"row": item.number, "why": item.why, "text": item.text} for item in looked.sheet.aside
        ],
        "notes": [call.translator.say(item) for item in looked.notes],
        "counts": {action.value: plan.count(action) for action in RowAction},
        "rows": [_plain(call, row) for row in plan.rows],
    }


def _plain(call: Call, row: RowPlan) -> dict[str, object]:
    return {
        "row": row.number,
        "name": row.name,
        "action": row.action,
        "model": row.model,
        "why": None if row.why is None else call.translator.say(row.why),
        "twins": [
            {"row": item.row, "model": item.model, "name": item.name, "likeness": item.likeness}
            for item in row.twins
        ],
        "differences": [
            {"field": item.field.key, "before": item.before, "after": item.after} for item in row.differences
        ],
        "problems": [
            {"field": item.field, "written": item.written, "why": call.translator.say(item.why)}
            for item in row.problems
        ],
    }


def mlflow_lines(call: Call, plan: MlflowPlan) -> Iterable["str | Table"]:
    """Say what becomes of each registered model, version and model file."""
    headings = (call.tr("Model"), call.tr("What"), call.tr("Id"), call.tr("Versions"), call.tr("Why"))
    yield table(headings, (_model(call, item) for item in plan.models))
    if plan.files:
        titles = (call.tr("Version"), call.tr("Model file"), call.tr("Size"), call.tr("What happens"))
        yield table(titles, (_file(call, key, file) for key, file in plan.files.items()))
    for item in plan.models:
        for one in item.versions:
            if one.why is not None:
                yield call.tr(
                    "{name}, version {number}: {why}",
                    name=item.name,
                    number=one.number,
                    why=call.translator.say(one.why),
                )


def _file(call: Call, key: FileKey, file: FilePlan) -> tuple[str, str, str, str]:
    say = call.translator.say
    what = call.tr("It comes in.") if file.why is None else call.tr("It stays out: {why}", why=say(file.why))
    hints = [call.tr("Hint of a scan: {said}", said=say(item)) for item in file.scans]
    kind = "" if file.recognized is None else say(file.recognized)
    size = call.tr("{n} bytes", n=file.size) if file.digest else "–"
    named = "\n".join(filter(None, (file.name or "–", kind)))
    return f"{key[0]} {key[1]}", named, size, "\n".join((what, *hints))


def _model(call: Call, item: MlflowModelPlan) -> tuple[str, str, str, str, str]:
    counted = ", ".join(
        f"{item.count(action)} {call.translator.label(action)}" for action in RowAction if item.count(action)
    )
    why = "" if item.why is None else call.translator.say(item.why)
    twins = "; ".join(f"{twin.model} {twin.name}" for twin in item.twins)
    return item.name, call.translator.label(item.action), item.model or "–", counted, f"{why} {twins}".strip()


def mlflow_document(call: Call, plan: MlflowPlan, done: RegisterImport | None = None) -> dict[str, object]:
    """Return an import of a registry as plain values."""
    return {
        "import": None if done is None else done.id,
        "applied": done is not None,
        "name": plan.name,
        "source": plan.source,
        "models": [
            {
                "name": item.name,
                "action": item.action,
                "model": item.model if done is None else done.rows[at].model,
                "why": None if item.why is None else call.translator.say(item.why),
                "twins": [{"model": twin.model, "name": twin.name} for twin in item.twins],
                "versions": [
                    {
                        "number": one.number,
                        "label": one.label,
                        "action": one.action,
                        "metrics": one.metrics,
                        "parameters": one.parameters,
                        "file": None if one.file is None else _plain_file(call, one.file),
                        "why": None if one.why is None else call.translator.say(one.why),
                    }
                    for one in item.versions
                ],
            }
            for at, item in enumerate(plan.models)
        ],
    }


def _plain_file(call: Call, file: FilePlan) -> dict[str, object]:
    say = call.translator.say
    return {
        "name": file.name,
        "size": file.size,
        "digest": file.digest,
        "recognized": None if file.recognized is None else say(file.recognized),
        "scans": [say(item) for item in file.scans],
        "consent_needed": file.consent_needed,
        "taken": file.taken,
        "why": None if file.why is None else say(file.why),
    }


def import_lines(call: Call, made: RegisterImport, names: Mapping[PersonId, str]) -> Iterable["str | Table"]:
    """Say what an import was made of, and what became of its rows and model files."""
    yield call.tr(
        "{id}: “{file}”, {moment}, by {name}: {counts}.",
        id=made.id,
        file=made.file_name.name(),
        moment=made.imported_at,
        name=names.get(made.imported_by, made.imported_by),
        counts=counted(call, made),
    )
    yield call.tr("Reason: {reason}", reason=made.reason)
    yield call.tr("SHA-256 {digest}", digest=made.source)
    if made.columns:
        columns = (call.tr("Column"), call.tr("Field"), call.tr("Recognized"))
        yield table(columns, (_column(call, item) for item in made.columns))
    headings = (call.tr("Row"), call.tr("What"), call.tr("Model"), call.tr("Not taken over"))
    yield table(headings, (_imported(call, row) for row in made.rows))
    files = [item for row in made.rows for item in row.files]
    if files:
        titles = (call.tr("Version"), call.tr("Model file"), call.tr("What happens"))
        yield table(titles, (_imported_file(call, item) for item in files))


def _column(call: Call, item: ColumnMatch) -> tuple[str, str, str]:
    said = "–" if item.field is None else say_field(call.translator, field_of(item.field))
    return item.head, said, call.translator.label(item.how)


def _imported(call: Call, row: ImportedRow) -> tuple[str, str, str, str]:
    problems = ", ".join(say_field(call.translator, field_of(FieldKey(key))) for key in row.problems)
    return str(row.number), call.translator.label(row.action), row.model or "–", problems


def _imported_file(call: Call, item: ImportedFile) -> tuple[str, str, str]:
    why = call.tr("It comes in.") if item.why is None else call.translator.text(item.why)
    return item.version, item.name.name() or "–", why


def counted(call: Call, made: RegisterImport) -> str:
    """Return how many rows of an import became what."""
    count = {action: sum(row.action is action for row in made.rows) for action in RowAction}
    return ", ".join(
        f"{number} {call.translator.label(action)}" for action, number in count.items() if number
    )
