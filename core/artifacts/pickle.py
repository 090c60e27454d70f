"""How is a pickled model recognized, and opened without running what it brings along?

Recognizing reads opcodes only. Opening needs a named person's consent, happens in the confined worker alone,
and makes nothing but what the reviewed list names.
"""

import pickletools
import re

from core.artifacts import advice, pickle_words
from core.artifacts.base import Companions, ModelFormat, Recognized
from core.artifacts.containers import PickleKind, pickled, unpacked
from core.artifacts.formats import installed
from core.artifacts.opened import OpenedModel
from core.artifacts.scan_opcodes import BROKEN
from core.errors import UserError
from core.inventory import ArtifactFormat
from core.messages import Message, message

_HEAD = 4 << 20
_OPCODES = 2000
_TEXT = rb"(?:\x8c.|X.{4}|V|T.{4}|U.|S['\"])"
_VERSION = re.compile(
    rb"_sklearn_version['\"]?\n?(?:\x94|[qh].|[rj].{4}|[pg]\d{1,8}\n)*"
    + _TEXT
    + rb"(\d{1,2}(?:\.\w{1,8}){1,3})",
    re.DOTALL,
)
_PLUMBING = ("builtins", "__builtin__", "copyreg", "copy_reg", "_codecs", "numpy", "joblib", "collections")


def recognize(data: bytes, name: str) -> Recognized | None:
    """Recognize a pickle, also compressed; say what it holds as far as its first steps tell."""
    kind = pickled(data)
    if kind is None:
        return None
    said = advice.pickle_kind(kind)
    if kind is PickleKind.NUMPY:
        return Recognized(
            said=said,
            refusal=Message(pickle_words.HOLDS, {"kind": Message(pickle_words.COLLECTION)}),
            advice=advice.predictions_only(),
        )
    head = (unpacked(data, _HEAD) if kind is PickleKind.COMPRESSED else data[:_HEAD]) or b""
    names, ended = _names(head)
    if ended and not names:
        held = message(
            "The file holds only plain values (text, numbers or lists), not a model. It was not used. "
            "Save the fitted model itself, including its preparation steps."
        )
        return Recognized(said=said, refusal=held, advice=advice.predictions_only())
    libraries = _libraries(head)
    return Recognized(
        said=said,
        libraries=libraries,
        estimator=next((item for item in names if not item.startswith(_PLUMBING)), "")[:120],
        unconsented=advice.not_unpickled(),
        advice=advice.instead_of_pickle(),
        script=advice.conversion_script(name),
        warnings=_warnings(libraries),
    )


def open_model(data: bytes, _companions: Companions | None = None) -> OpenedModel:
    """Open a pickle by the reviewed list; raises `UntrustedArtifactError` naming what is not on it."""
    import warnings

    from core.artifacts.pickle_contents import as_model
    from core.artifacts.unpickling import load

    kind = pickled(data)
    head = (unpacked(data, _HEAD) if kind is PickleKind.COMPRESSED else data[:_HEAD]) or b""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = load(data, _libraries(head).get("scikit-learn", ""))
    if isinstance(loaded, type):
        raise UserError(Message(pickle_words.HOLDS, {"kind": Message(pickle_words.FUNCTION)}))
    return as_model(loaded)


def _names(head: bytes) -> tuple[tuple[str, ...], bool]:
    """Return what the first steps name, and whether the pickle ends within them."""
    names, texts = [], ["", ""]
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(head)):
            if opcode.name in {"GLOBAL", "INST"}:
                names.append(str(argument).replace(" ", "."))
            elif opcode.name == "STACK_GLOBAL":
                names.append(".".join(texts))
            elif opcode.name in {"EXT1", "EXT2", "EXT4", "PERSID", "BINPERSID"}:
                names.append(opcode.name)
            elif isinstance(argument, str):
                texts = [texts[1], argument]
            if opcode.name == "STOP" or count > _OPCODES:
                return tuple(names), opcode.name == "STOP"
    except BROKEN:
        pass
    return tuple(names), False


def _libraries(head: bytes) -> dict[str, str]:
    found = _VERSION.search(head)
    return {"scikit-learn": found.group(1).decode("ascii", "replace")} if found else {}


def _warnings(libraries: dict[str, str]) -> tuple[Message, ...]:
    """Warn about every other version; a newer one is warned about for every format anyway."""
    stated, here = libraries.get("scikit-learn"), installed("scikit-learn")
    if stated is None:
        return (Message(pickle_words.NO_VERSION),)
    if here is None or _minor(stated) >= _minor(here):
        return ()
    return (
        Message(pickle_words.OTHER_VERSION, {"library": "scikit-learn", "stated": stated, "installed": here}),
    )


def _minor(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


FORMAT = ModelFormat(
    id=ArtifactFormat.PICKLE,
    endings=(".pkl", ".pickle", ".joblib", ".sav", ".jbl", ".p", ".gz", ".bz2", ".xz", ".z", ".model"),
    recognize=recognize,
    open_model=open_model,
    libraries=("scikit-learn", "joblib"),
)
