"""How is a received model file described: used, refused, or waiting for a person's consent?"""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from core.artifacts.recognition import ArtifactReport
from core.confinement import GAPS, LAYERS, ConfinementFacts
from core.examination import Scan, ScanVerdict
from core.inventory import ArtifactFormat
from core.messages import N_
from gui.context import Look
from gui.widgets.basic import Badge, Callout, KeyValueGrid, SecondaryButton, label
from gui.widgets.painting import Tone

CONFINEMENT: Mapping[str, tuple[Tone, str, str]] = {
    "full": (
        Tone.OK,
        N_("full"),
        N_(
            "The process that opened the file could neither read nor change your files, nor reach the "
            "network or other programs."
        ),
    ),
    "partial": (
        Tone.WARN,
        N_("partial"),
        N_("The system blocks a part only; “pruefstein doctor” lists what is left open."),
    ),
    "none": (
        Tone.BAD,
        N_("none"),
        N_("The system offers no confinement, so files that can carry programs (pickle) are refused."),
    ),
}
"""Tone, word and meaning of each level."""
SCAN_TONES = {
    ScanVerdict.NOTHING_FOUND: Tone.NEUTRAL,
    ScanVerdict.SUSPICIOUS: Tone.WARN,
    ScanVerdict.DANGEROUS: Tone.BAD,
    ScanVerdict.NOT_SCANNABLE: Tone.WARN,
}


def used_box(look: Look, path: Path, report: ArtifactReport) -> Callout:
    """Return what is known about a file that can be used as a model."""
    tr, words = look.translator.tr, look.translator
    pickled = report.artifact is not None and report.artifact.format is ArtifactFormat.PICKLE
    tone = Tone.WARN if pickled else Tone.OK
    box = Callout(look.theme, tone, f"{path.name}: {words.say(report.recognized)}")
    box.setObjectName("file_used")
    if pickled:
        box.add(pickle_badge(look))
    grid = KeyValueGrid(key_width=130)
    add_digest(look, grid, report)
    if report.artifact is not None:
        artifact = report.artifact
        grid.add(tr("Content"), artifact.estimator)
        grid.add(tr("Features"), _features(look, artifact.features))
        grid.add(tr("Versions in the file"), _versions(look, artifact.libraries))
        if artifact.companions:
            grid.add(tr("Files it needs"), ", ".join(item.name for item in artifact.companions))
    if report.outputs:
        grid.add(tr("Classes"), ", ".join(report.outputs))
    add_safety(look, grid, report)
    box.add(grid)
    for warning in report.warnings:
        box.add(label("• " + words.say(warning), wrap=True, selectable=True))
    return box


def refused_box(look: Look, path: Path, report: ArtifactReport) -> Callout:
    """Return why a file is not opened, and what to do instead."""
    tr, words = look.translator.tr, look.translator
    title = tr("{file} is not opened: {what}", file=path.name, what=report.recognized)
    said = [words.say(item) for item in (report.refusal, report.advice) if item is not None]
    box = Callout(look.theme, Tone.BAD, title, said)
    box.setObjectName("file_refused")
    grid = KeyValueGrid(key_width=130)
    add_digest(look, grid, report)
    add_safety(look, grid, report)
    box.add(grid)
    for warning in report.warnings:
        box.add(label("• " + words.say(warning), wrap=True, selectable=True))
    if report.script is not None:
        box.add(script_view(look, report.script))
        copy = SecondaryButton(tr("Copy script"), name="copy_script", theme=look.theme, icon="copy")
        copy.clicked.connect(_copier(report.script))
        box.add_button(copy)
    return box


def pickle_badge(look: Look) -> Badge:
    """Return the red badge of a file that can carry programs."""
    badge = Badge(look.theme, Tone.BAD, look.translator.tr("Pickle: can carry programs"))
    badge.setObjectName("pickle_badge")
    return badge


def add_digest(look: Look, grid: KeyValueGrid, report: ArtifactReport) -> None:
    """Add digest and size of the file's bytes; a folder has none of its own."""
    if not report.digest:
        return
    grid.add("SHA-256", report.digest)
    grid.add(look.translator.tr("Size"), look.translator.tr("{n} bytes", n=report.size))


def add_safety(look: Look, grid: KeyValueGrid, report: ArtifactReport) -> None:
    """Add what scanners hint at, and how confined the process was that opened the file."""
    tr = look.translator.tr
    for scan in report.scans:
        grid.add(tr("Hint of a scan"), scan_line(look, scan))
    if report.confinement in CONFINEMENT:
        _, word, meaning = CONFINEMENT[report.confinement]
        grid.add(tr("Confinement"), f"{tr(word)}. {tr(meaning)}")


def confinement_lines(look: Look, facts: ConfinementFacts) -> tuple[str, ...]:
    """Say how confined a model is opened on this system: the level, what holds, what stays open."""
    tr, say = look.translator.tr, look.translator.say
    lines = [tr("Confinement on this computer: {level}.", level=tr(CONFINEMENT[facts.level][1]))]
    if facts.layers:
        lines.append(
            tr("What holds: {layers}.", layers="; ".join(say(LAYERS[item]) for item in facts.layers))
        )
    if facts.gaps:
        lines.append(
            tr("What is not blocked: {gaps}.", gaps="; ".join(say(GAPS[item]) for item in facts.gaps))
        )
    return tuple(lines)


def scan_line(look: Look, scan: Scan) -> str:
    """Return what one scanner says: a hint, never a permission."""
    found = f" ({', '.join(map(look.translator.tr, scan.found))})" if scan.found else ""
    return f"{scan.scanner}: {look.translator.label(scan.verdict)}{found}"


def script_view(look: Look, text: str) -> QPlainTextEdit:
    """Return a script to be copied."""
    script = QPlainTextEdit(text)
    script.setObjectName("script")
    script.setAccessibleName(look.translator.tr("Script that saves the model safely"))
    script.setReadOnly(True)
    script.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    script.setFixedHeight(150)
    script.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return script


def report_box(look: Look, path: Path, report: ArtifactReport) -> Callout:
    """Return the box that fits what the file turned out to be."""
    return used_box(look, path, report) if report.artifact is not None else refused_box(look, path, report)


def _features(look: Look, features: tuple[str, ...]) -> str:
    number = look.translator.tr("{n} features", n=len(features))
    return f"{number}: {', '.join(features)}" if features else number


def _versions(look: Look, libraries: Mapping[str, str]) -> str:
    named = ", ".join(f"{name} {number}" for name, number in libraries.items())
    return named or look.translator.tr("The file names none.")


def _copier(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text)
