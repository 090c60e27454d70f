"""What runs on this machine, and what does not?"""

import ctypes.util
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import typer

from cli.call import Call, of
from cli.tables import table
from core.confinement import GAPS, LAYERS, Confinement, ConfinementFacts
from core.messages import N_

if TYPE_CHECKING:
    from rich.console import RenderableType

    from core.jobs.probes import Trial

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
    facts: ConfinementFacts
    """Which layers hold, and what they leave open."""
    probes: "Trial | None"
    versions: tuple[tuple[str, str | None], ...]
    missing_for_the_window: tuple[str, ...]


@app.command(help=N_("Say which versions run here, how far models are confined, and what cannot run."))
def doctor(
    context: typer.Context,
    probes: bool = typer.Option(
        False,
        "--probes",
        help=N_("Try on this machine what a model could reach; exit code 1 if more than is stated."),
    ),
) -> None:
    """Describe this machine."""
    from core.jobs.levels import confinement_facts

    call = of(context)
    trial = _tried(call) if probes else None
    facts = confinement_facts() if trial is None else trial.facts
    found = Diagnosis(
        python=platform.python_version(),
        system=platform.platform(),
        confinement=facts.level,
        facts=facts,
        probes=trial,
        versions=tuple((name, _version(name)) for name in (*LIBRARIES, *OPTIONAL)),
        missing_for_the_window=_missing() if sys.platform == "linux" else (),
    )
    call.answer(found, *_lines(call, found), *_probes(call, trial))
    raise typer.Exit(1 if trial is not None and trial.breaches else 0)


def _lines(call: Call, found: Diagnosis) -> list[str]:
    tr = call.tr
    lines = [
        f"Python {found.python}, {found.system}",
        tr("Confinement of the model worker: {level}", level=_level(call, found.confinement)),
        *(tr("  holds: {layer}", layer=call.translator.say(LAYERS[layer])) for layer in found.facts.layers),
        *(tr("  open: {gap}", gap=call.translator.say(GAPS[gap])) for gap in found.facts.gaps),
        *(f"  {name} {number or tr('not installed')}" for name, number in found.versions),
    ]
    if found.missing_for_the_window:
        names = ", ".join(found.missing_for_the_window)
        lines.append(
            tr("Not run here: the window, because these libraries are missing: {names}", names=names)
        )
    if found.confinement != Confinement.FULL:
        lines.append(
            tr("Not run here: the full confinement of model files; open files of known origin only.")
        )
    lines.append(
        tr("Never run: the confinement on Windows, macOS and ARM processors; it follows their manuals.")
    )
    return lines


def _level(call: Call, level: str) -> str:
    known = {"full": call.tr("full"), "partial": call.tr("partial"), "none": call.tr("none at all")}
    return known[level]


def _tried(call: Call) -> "Trial":
    from core.jobs.probes import try_out

    with call.progress() as progress:
        return try_out(progress)


def _probes(call: Call, trial: "Trial | None") -> "list[RenderableType]":
    from core.jobs.probes import PROBE_LIST

    if trial is None:
        return []
    tr = call.tr
    rows = [
        (
            call.translator.say(PROBE_LIST[item.name].said),
            tr("reached") if item.without else tr("refused anyway"),
            tr("OPEN") if item.within else tr("blocked"),
            item.detail,
        )
        for item in trial.tried
    ]
    blocked = sum(not item.within for item in trial.tried)
    return [
        "",
        table((tr("A worker tries to"), tr("without"), tr("with"), tr("answer")), rows),
        tr(
            "{blocked} of {count} probes were blocked; {proven} of them reach their aim without confinement. "
            "Open although stated as shut: {breaches}.",
            blocked=blocked,
            count=len(trial.tried),
            proven=sum(item.without and not item.within for item in trial.tried),
            breaches=", ".join(item.name for item in trial.breaches) or tr("none at all"),
        ),
    ]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _missing() -> tuple[str, ...]:
    return tuple(label for name, label in SYSTEM.items() if ctypes.util.find_library(name) is None)
