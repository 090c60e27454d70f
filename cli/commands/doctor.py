"""What runs on this machine, and what does not?"""

import ctypes.util
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import typer

from cli.call import of
from core.labels import N_

app = typer.Typer()

LIBRARIES = (
    "pruefstein", "pyside6-essentials", "sqlalchemy", "pandas", "pyarrow", "scipy", "scikit-learn",
    "fairlearn", "statsmodels", "shap", "skops", "onnxruntime", "lightgbm", "reportlab", "pikepdf", "pyhanko",
    "cryptography", "typer",
)  # fmt: skip
OPTIONAL = ("xgboost-cpu", "catboost", "skl2onnx")
"""Libraries of optional parts of the installation."""
SYSTEM = {
    "egl": "EGL",
    "GL": "GL",
    "glib-2.0": "glib-2.0",
    "xkbcommon": "xkbcommon",
    "xcb-cursor": "xcb-cursor",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found on this machine."""

    python: str
    system: str
    confinement: str
    """How far the model worker is locked in: "full", "partial" or "none"."""
    versions: tuple[tuple[str, str | None], ...]
    missing_for_the_window: tuple[str, ...]


@app.command(help=N_("Say which versions run here, how far models are confined, and what cannot run."))
def doctor(context: typer.Context) -> None:
    """Describe this machine."""
    from core.jobs.tasks import confinement_level

    call = of(context)
    found = Diagnosis(
        python=platform.python_version(),
        system=platform.platform(),
        confinement=confinement_level(),
        versions=tuple((name, _version(name)) for name in (*LIBRARIES, *OPTIONAL)),
        missing_for_the_window=_missing() if sys.platform == "linux" else (),
    )
    lines = [
        f"Python {found.python}, {found.system}",
        call.tr("Confinement of the model worker: {level}", level=found.confinement),
        *(f"  {name} {number or call.tr('not installed')}" for name, number in found.versions),
    ]
    if found.missing_for_the_window:
        names = ", ".join(found.missing_for_the_window)
        lines.append(
            call.tr("Not run here: the window, because these libraries are missing: {names}", names=names)
        )
    if found.confinement != "full":
        lines.append(
            call.tr("Not run here: the full confinement of model files; open files of known origin only.")
        )
    call.answer(found, *lines)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _missing() -> tuple[str, ...]:
    return tuple(label for name, label in SYSTEM.items() if ctypes.util.find_library(name) is None)
