"""What is this model file, and may it be opened in the worker?"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.artifacts import advice, containers, formats, mlflow, words
from core.artifacts.base import ModelFormat, Recognized
from core.artifacts.folders import MOST_BYTES, read_below
from core.artifacts.opened import Inspected
from core.artifacts.received import received
from core.canonical import sha256
from core.errors import PruefsteinError, UserError
from core.examination import Scan
from core.ids import Digest
from core.inventory import Artifact, Companion
from core.messages import Message, message
from core.texts import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactReport:
    """What a file is, said before anything is registered."""

    artifact: Artifact | None
    """None: the file cannot be used as a model."""
    digest: Digest | None
    size: int
    recognized: Message
    """What the file is, for example "a scikit-learn model in skops format"."""
    refusal: Message | None = None
    """Why it is not opened."""
    advice: Message | None = None
    """What to do instead."""
    script: str | None = None
    """A ready script that saves a pickled model as skops and ONNX where it was trained."""
    warnings: tuple[Message, ...] = ()
    outputs: tuple[str, ...] = ()
    """Names of classes or outputs, as the file states them."""
    scans: tuple[Scan, ...] = ()
    """What static scanners say: a hint, never a permission."""
    consent_needed: bool = False
    """Whether it can be opened only after a named person consented (pickle-class files)."""
    confinement: str = ""
    """How confined the worker was that opened it; empty when nothing was opened."""
    facts: tuple[Message, ...] = ()
    """What the folder or the file says about itself beyond the model: run, signature, further files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that was read and recognized, with everything the worker needs to open it."""

    path: Path
    recognized: Recognized
    format: ModelFormat | None = None
    """None: no model format."""
    digest: Digest | None = None
    size: int = 0
    data: bytes = field(default=b"", repr=False)
    companions: tuple[Companion, ...] = ()
    companion_data: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    inputs: tuple[str, ...] = ()
    """Input columns named outside the model file, in a folder's signature."""
    facts: tuple[Message, ...] = ()

    def refusal(self, *, consent: bool) -> Message | None:
        """Return why it is not opened; None: the worker may open it."""
        if self.recognized.refusal is not None or self.format is None:
            return self.recognized.refusal or advice.no_model(self.path.name)
        return None if consent else self.recognized.unconsented

    def report(self, *, consent: bool = False) -> ArtifactReport:
        """Return what is said about a file that is not opened."""
        found = self.recognized
        return ArtifactReport(
            artifact=None,
            digest=self.digest,
            size=self.size,
            recognized=found.said,
            refusal=self.refusal(consent=consent),
            advice=found.advice,
            script=found.script,
            warnings=found.warnings,
            scans=found.scans,
            facts=self.facts,
            consent_needed=found.refusal is None and found.unconsented is not None,
        )


def recognize(path: Path) -> Candidate:
    """Recognize a file or a folder by its content, never by its name; never raises for a bad one."""
    if path.is_dir():
        return _folder(path)
    try:
        data = received(path)
    except UserError as error:
        said = message("a file that cannot be read")
        return Candidate(path=path, recognized=_refused(said, error.message))
    return _with_companions(_file(path, data))


def _file(path: Path, data: bytes) -> Candidate:
    kind, found = _content(path.name, data)
    found = replace(found, warnings=found.warnings + _renamed(path, kind, found))
    return Candidate(path=path, recognized=found, format=kind, digest=sha256(data), size=len(data), data=data)


def _folder(path: Path) -> Candidate:
    """Recognize an MLflow folder by its file MLmodel; its model file is what counts."""
    said = message("a folder with an MLflow model")
    if not mlflow.is_mlflow(path):
        return Candidate(path=path, recognized=_refused(message("a folder"), advice.a_folder(path.name)))
    try:
        model = mlflow.look(path)
        inner = _file(path / model.name, read_below(path, model.name))
    except PruefsteinError as error:
        return Candidate(path=path, recognized=_refused(said, error.message, advice.predictions_only()))
    libraries = {**model.libraries, **inner.recognized.libraries}
    inner = replace(inner, recognized=replace(inner.recognized, libraries=libraries))
    digest = message("File MLmodel: SHA-256 {digest}", digest=model.digest)
    return _with_companions(replace(inner, inputs=model.inputs, facts=(*model.facts, digest)))


def _with_companions(candidate: Candidate) -> Candidate:
    """Read the further files a model names; refuse it when one is missing or lies elsewhere."""
    found = candidate.recognized
    if not found.needs or found.refusal is not None:
        return candidate
    data: dict[str, bytes] = {}
    try:
        for name in found.needs:
            left = MOST_BYTES - candidate.size - sum(map(len, data.values()))
            data[name] = read_below(candidate.path.parent, name, left)
    except PruefsteinError as error:
        why = replace(found, refusal=error.message, advice=advice.predictions_only())
        return replace(candidate, recognized=why)
    companions = tuple(
        Companion(name=name, digest=sha256(content), size=len(content)) for name, content in data.items()
    )
    facts = tuple(
        message("Belongs to it: “{name}”, {size} bytes, SHA-256 {digest}", name=item.name, size=item.size,
                digest=item.digest)
        for item in companions
    )  # fmt: skip
    return replace(candidate, companions=companions, companion_data=data, facts=(*candidate.facts, *facts))


def usable(candidate: Candidate, inspected: Inspected, confinement: str = "") -> ArtifactReport:
    """Return the report on a file that the worker could open."""
    kind, digest, found = candidate.format, candidate.digest, candidate.recognized
    if kind is None or digest is None:
        raise ValueError("only recognized files are opened")
    artifact = Artifact(
        format=kind.id,
        digest=digest,
        size=candidate.size,
        file_name=Text(candidate.path.name, Language.ENGLISH),
        features=inspected.features or _by_signature(candidate, inspected),
        libraries=dict(found.libraries),
        estimator=inspected.estimator,
        companions=candidate.companions,
    )
    inspected = replace(inspected, features=artifact.features)
    notes = tuple(Message(note) for note in inspected.notes if note in words.NOTES)
    return replace(
        candidate.report(consent=True),
        artifact=artifact,
        warnings=found.warnings
        + advice.warnings(found.libraries, inspected)
        + notes
        + _other_columns(candidate, artifact),
        outputs=inspected.classes,
        advice=None,
        confinement=confinement,
    )


def _by_signature(candidate: Candidate, inspected: Inspected) -> tuple[str, ...]:
    """Return the signature's columns for a file that names none, if their number fits."""
    return candidate.inputs if len(candidate.inputs) == inspected.inputs else ()


def _other_columns(candidate: Candidate, artifact: Artifact) -> tuple[Message, ...]:
    if not candidate.inputs or not artifact.features or set(candidate.inputs) == set(artifact.features):
        return ()
    different = sorted(set(candidate.inputs) ^ set(artifact.features))
    return (
        message(
            "The folder's signature and the model file do not name the same input columns ({columns}); the "
            "model file counts.",
            columns=", ".join(different[:12]),
        ),
    )


def refused(candidate: Candidate, why: Message) -> ArtifactReport:
    """Return the report on a file that the worker did not open or could not."""
    found = candidate.recognized
    said = found.advice or advice.predictions_only()
    here = {name: formats.installed(name) or "" for name in found.libraries}
    versions = advice.newer(found.libraries, {name: version for name, version in here.items() if version})
    return replace(
        candidate.report(), refusal=why, advice=said, warnings=candidate.recognized.warnings + versions
    )


def _refused(said: Message, why: Message, then: Message | None = None) -> Recognized:
    return Recognized(said=said, refusal=why, advice=then)


def _content(name: str, data: bytes) -> tuple[ModelFormat | None, Recognized]:
    if not data:
        return None, _refused(message("an empty file"), advice.empty(name))
    if (known := formats.recognized(data, name)) is not None:
        return known[0], _openable(*known)
    if data.startswith(b"PK"):
        return None, _archive(name, data)
    if (kind := containers.pickled(data)) is not None:
        said, why = advice.pickle_kind(kind), advice.not_unpickled()
        script = advice.conversion_script(name)
        return None, Recognized(said=said, refusal=why, advice=advice.instead_of_pickle(), script=script)
    if (other := containers.other_model(data)) is not None:
        return None, _refused(other, _not_opened(), advice.predictions_only())
    said = containers.no_model(data) or message("a file of an unknown kind")
    why = advice.an_archive(name) if containers.is_archive(data) else advice.no_model(name)
    return None, _refused(said, why)


def _openable(kind: ModelFormat, found: Recognized) -> Recognized:
    """Refuse a file whose format needs a library that is not installed."""
    if found.refusal is not None or kind.extra is None or formats.installed(kind.libraries[0]) is not None:
        return found
    why = Message(words.LIBRARY_MISSING, {"kind": found.said, "extra": kind.extra})
    return replace(found, refusal=why, advice=advice.predictions_only())


def _not_opened() -> Message:
    return message("It was recognized, but this version of Prüfstein does not open this format.")


def _archive(name: str, data: bytes) -> Recognized:
    """Say what a zip archive is that no model format knows."""
    try:
        containers.require_small_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError):
        return _refused(message("a damaged or truncated archive"), advice.damaged(name))
    said = containers.archive_kind(names)
    if said is not None:
        packed = said == message("a zip archive with pickled content")
        why = advice.an_archive(name) if packed else _not_opened()
        return _refused(said, why, advice.predictions_only())
    other = containers.other_archive(names)
    plain = other == message("a zip archive")
    return _refused(other, advice.an_archive(name) if plain else advice.no_model(name))


def _renamed(path: Path, kind: ModelFormat | None, found: Recognized) -> tuple[Message, ...]:
    if kind is None or path.suffix.lower() in kind.endings:
        return ()
    return (
        message(
            "The file is called “{name}”, but its content is {kind}; the content counts.",
            name=path.name,
            kind=found.said,
        ),
    )
