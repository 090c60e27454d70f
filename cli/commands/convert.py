"""How does a scikit-learn model become a skops or ONNX file?"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.call import of
from cli.commands.inspect import ConsentReason, ModelFile, consented, there
from cli.inputs import existing, one_of
from core.artifacts.convert import TARGETS
from core.errors import UserError
from core.ids import Digest
from core.inventory import ArtifactFormat
from core.messages import N_, message

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer()

_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """The file that was written."""

    path: str
    format: ArtifactFormat
    digest: Digest
    size: int
    compared_rows: int
    """Rows whose scores were compared with the original's; 0: none."""
    deviation: float | None
    """Largest absolute difference of a score."""


@app.command(
    help=N_(
        "Save a scikit-learn model as skops or ONNX, converted in the confined process, inspected like a "
        "received file, and compared with the original on the rows of a table."
    )
)
def convert(
    context: typer.Context,
    file: ModelFile,
    out: Annotated[Path, typer.Argument(help=N_("The file to be written; it must not exist yet."))],
    to: Annotated[str, typer.Option("--to", help=N_("skops or onnx."))],
    data: Annotated[
        Path | None,
        typer.Option(help=N_("A table with the model's input columns, on which scores are compared.")),
    ] = None,
    consent: ConsentReason = None,
) -> None:
    """Convert a model; exit code 2 and no file when it cannot be done."""
    from core.canonical import sha256
    from core.jobs.tasks import convert as converted

    call = of(context)
    target = one_of(ArtifactFormat, to, "--to")
    if target not in TARGETS:
        known = ", ".join(item.value for item in TARGETS)
        raise UserError(message("Models are converted to {known} only. Choose one of these.", known=known))
    _require_free(out)
    sample = None if data is None else _rows(existing(data))
    agreed = consented(call, consent) is not None
    with call.progress() as progress:
        made = converted(there(file), target, sample=sample, consent=agreed, progress=progress)
    _write(out, made.data)
    result = Converted(
        path=str(out),
        format=target,
        digest=Digest(sha256(made.data)),
        size=len(made.data),
        compared_rows=made.rows,
        deviation=made.deviation,
    )
    compared = (
        call.tr("Scores were not compared with the original's, because no table was named (--data).")
        if made.deviation is None
        else call.tr(
            "Scores of {rows} rows agree with the original's; the largest difference is {deviation}.",
            rows=made.rows,
            deviation=f"{made.deviation:.3g}",
        )
    )
    digest = call.tr("SHA-256 {digest}, {size} bytes", digest=result.digest, size=result.size)
    call.answer(result, call.tr("Written: {path}", path=str(out)), digest, compared)


def _require_free(out: Path) -> None:
    if out.exists():
        raise UserError(
            message("{path} exists already. Nothing was changed. Choose another name.", path=str(out))
        )


def _rows(path: Path) -> "pd.DataFrame":
    from core.data.reading import preview, read_table

    seen = preview(path)
    return read_table(path, seen.dialect, seen.columns).head(_ROWS)


def _write(out: Path, data: bytes) -> None:
    """Write a complete file under its name, or none."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".pruefstein-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(out)
    except OSError as error:
        raise UserError(
            message(
                "{path} could not be written ({reason}). Nothing was changed. Check the folder.",
                path=str(out),
                reason=error.strerror or type(error).__name__,
            )
        ) from None
