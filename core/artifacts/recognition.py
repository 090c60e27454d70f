"""What is this model file, and may it be opened in the worker?"""

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.artifacts import advice, containers
from core.artifacts.onnx_facts import OnnxFacts, read_facts
from core.artifacts.opened import Inspected
from core.artifacts.protobuf import NotProtobufError
from core.artifacts.received import received
from core.canonical import sha256
from core.errors import UserError
from core.examination import Scan
from core.ids import Digest
from core.inventory import Artifact, ArtifactFormat
from core.messages import Message, message
from core.texts import Language, Text

_SCHEMA_LIMIT = 64 << 20


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """What the bytes of a file tell without opening it."""

    path: Path
    said: Message
    format: ArtifactFormat | None = None
    digest: Digest | None = None
    size: int = 0
    refusal: Message | None = None
    advice: Message | None = None
    script: str | None = None
    libraries: Mapping[str, str] = field(default_factory=dict)
    estimator: str = ""
    warnings: tuple[Message, ...] = ()

    def report(self) -> ArtifactReport:
        """Return what is said about a file that is not opened."""
        return ArtifactReport(
            artifact=None,
            digest=self.digest,
            size=self.size,
            recognized=self.said,
            refusal=self.refusal,
            advice=self.advice,
            script=self.script,
            warnings=self.warnings,
        )


def recognize(path: Path) -> Recognized:
    """Recognize a file by its content, never by its name; never raises for a bad file."""
    if path.is_dir():
        return Recognized(path=path, said=message("a folder"), refusal=advice.a_folder(path.name))
    try:
        data = received(path)
    except UserError as error:
        return Recognized(path=path, said=message("a file that cannot be read"), refusal=error.message)
    found = replace(_content(path, data), digest=sha256(data), size=len(data))
    return replace(found, warnings=found.warnings + _renamed(found))


def usable(recognized: Recognized, inspected: Inspected) -> ArtifactReport:
    """Return the report on a file that the worker could open."""
    if recognized.format is None or recognized.digest is None:
        raise ValueError("only recognized files are opened")
    artifact = Artifact(
        format=recognized.format,
        digest=recognized.digest,
        size=recognized.size,
        file_name=Text(recognized.path.name, Language.ENGLISH),
        features=inspected.features,
        libraries=dict(recognized.libraries),
        estimator=inspected.estimator,
    )
    warnings = recognized.warnings + advice.warnings(recognized.libraries, inspected)
    return replace(
        recognized.report(), artifact=artifact, warnings=warnings, outputs=inspected.classes, advice=None
    )


def refused(recognized: Recognized, why: Message) -> ArtifactReport:
    """Return the report on a file that the worker did not open or could not."""
    return replace(recognized.report(), refusal=why, advice=advice.predictions_only())


def _content(path: Path, data: bytes) -> Recognized:
    if not data:
        return Recognized(path=path, said=message("an empty file"), refusal=advice.empty(path.name))
    if data.startswith(b"PK"):
        return _zip(path, data)
    if (kind := containers.pickled(data)) is not None:
        return Recognized(
            path=path,
            said=advice.pickle_kind(kind),
            refusal=advice.not_unpickled(),
            advice=advice.instead_of_pickle(),
            script=advice.conversion_script(path.name),
        )
    if (known := containers.other_model(data)) is not None:
        return Recognized(
            path=path,
            said=known,
            refusal=message("It was recognized, but this version of Prüfstein does not open this format."),
            advice=advice.predictions_only(),
        )
    if (other := containers.no_model(data)) is not None:
        return Recognized(path=path, said=other, refusal=advice.no_model(path.name))
    return _onnx(path, data)


def _onnx(path: Path, data: bytes) -> Recognized:
    try:
        facts = read_facts(data)
    except (NotProtobufError, RecursionError):
        return Recognized(
            path=path, said=message("a file of an unknown kind"), refusal=advice.no_model(path.name)
        )
    return Recognized(
        path=path,
        said=message("a model in ONNX format"),
        format=ArtifactFormat.ONNX,
        libraries=_producer(facts),
        estimator="ONNX",
    )


def _producer(facts: OnnxFacts) -> dict[str, str]:
    return {facts.producer[:60]: facts.producer_version[:60]} if facts.producer else {}


def _zip(path: Path, data: bytes) -> Recognized:
    """Recognize skops (a zip with schema.json), other model archives, and damaged ones."""
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "schema.json" in names:
                return _skops(path, archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError):
        return Recognized(
            path=path, said=message("a damaged or truncated archive"), refusal=advice.damaged(path.name)
        )
    said = containers.archive_kind(names)
    if said is not None:
        return Recognized(
            path=path, said=said, refusal=advice.not_unpickled(), advice=advice.predictions_only()
        )
    return Recognized(path=path, said=message("a zip archive"), refusal=advice.no_model(path.name))


def _skops(path: Path, archive: zipfile.ZipFile) -> Recognized:
    entry = archive.getinfo("schema.json")
    if entry.file_size > _SCHEMA_LIMIT:
        raise ValueError("schema.json is too large")
    with archive.open(entry) as file:
        schema = json.loads(file.read(_SCHEMA_LIMIT))
    if not isinstance(schema, dict) or "_skops_version" not in schema:
        return Recognized(path=path, said=message("a zip archive"), refusal=advice.no_model(path.name))
    libraries = {"skops": str(schema["_skops_version"])[:60]}
    if (version := _sklearn_version(schema, 0)) is not None:
        libraries["scikit-learn"] = version
    return Recognized(
        path=path,
        said=message("a scikit-learn model in skops format"),
        format=ArtifactFormat.SKOPS,
        libraries=libraries,
        estimator=str(schema.get("__class__", ""))[:120],
    )


def _sklearn_version(node: object, depth: int) -> str | None:
    """Return the version scikit-learn wrote into the first estimator's state."""
    if depth > 12:
        return None
    if isinstance(node, dict):
        stated = node.get("_sklearn_version")
        if isinstance(stated, dict) and isinstance(stated.get("content"), str):
            return str(stated["content"]).strip('"')[:60]
        children = list(node.values())
    else:
        children = node if isinstance(node, list) else []
    found = (_sklearn_version(child, depth + 1) for child in children[:10_000])
    return next((version for version in found if version is not None), None)


def _renamed(found: Recognized) -> tuple[Message, ...]:
    usual = {ArtifactFormat.SKOPS: {".skops"}, ArtifactFormat.ONNX: {".onnx"}}
    if found.format is None or found.path.suffix.lower() in usual[found.format]:
        return ()
    return (
        message(
            "The file is called “{name}”, but its content is {kind}; the content counts.",
            name=found.path.name,
            kind=found.said,
        ),
    )
