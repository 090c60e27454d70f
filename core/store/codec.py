"""Which bytes are stored for a value, and how does the value come back?

The document is the RFC 8785 form of the value, in which every `Text` is {"text": salted digest}.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, cast

import msgspec
import rfc8785

from core.canonical import sha256, to_json
from core.errors import IntegrityError, UserError
from core.ids import Digest
from core.messages import message
from core.store.aggregates import Aggregate
from core.texts import Language, Text

SALT_BYTES = 16
S = TypeVar("S")
"""A smaller shape of a document."""
_REFERENCE = re.compile(rb'\{"text":"([0-9a-f]{64})"\}')
"""In RFC 8785 form these bytes stand for a text and nowhere else: within a string quotes are escaped."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaltedText:
    """A text with the salt that makes its digest useless for guessing."""

    digest: Digest
    salt: bytes
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A value as it is stored."""

    document: bytes
    fresh: tuple[SaltedText, ...]
    """Texts that are not in the database yet."""


def salted_digest(salt: bytes, text: Text) -> Digest:
    """Return SHA-256(salt || RFC 8785 bytes of body, language and translation).

    For strings and null under ASCII keys the standard library writes the bytes of RFC 8785, much faster.
    """
    plain = {"body": text.body, "language": text.language.value, "translation": text.translation}
    written = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Digest(hashlib.sha256(salt + written.encode()).hexdigest())


def salted(text: Text) -> SaltedText:
    """Give a text a new random salt; raises `UserError` for what cannot be written as UTF-8."""
    salt = secrets.token_bytes(SALT_BYTES)
    with _unicode():
        return SaltedText(digest=salted_digest(salt, text), salt=salt, text=text)


def encode(value: Aggregate, known: Mapping[Text, Digest]) -> Encoded:
    """Return the document of a value; texts in `known` keep their digest.

    Raises `UserError` for contents that have no unambiguous document.
    """
    fresh: dict[Text, SaltedText] = {}
    used: set[Digest] = set()

    def reference(text: Text) -> object:
        digest = known.get(text) or fresh.setdefault(text, salted(text)).digest
        used.add(digest)
        return {"text": digest}

    with _unicode():
        tree = to_json(value, reference)
        document = rfc8785.dumps(cast("dict[str, object]", tree))  # type: ignore[arg-type]
    if set(references(tree)) != used:
        raise UserError(
            message(
                "An entry is named “text” and holds 64 hexadecimal digits, which is reserved. "
                "Nothing was changed. Choose another name for it."
            )
        )
    return Encoded(document=document, fresh=tuple(fresh.values()))


@contextmanager
def _unicode() -> Iterator[None]:
    """Refuse file names and other texts that came in with bytes that are no characters."""
    try:
        yield
    except (UnicodeEncodeError, rfc8785.CanonicalizationError) as error:
        raise UserError(
            message(
                "A text or a name holds bytes that are no characters, so it cannot be recorded. "
                "Nothing was changed. Rename the file, or enter the text again."
            )
        ) from error


def is_reference(value: object) -> bool:
    """Tell whether a JSON value stands for a text."""
    match value:
        case {"text": str() as digest} if isinstance(value, dict) and len(value) == 1:
            return _DIGEST.fullmatch(digest) is not None
    return False


def references(tree: object) -> Iterator[Digest]:
    """Yield the salted digests in a JSON value."""
    match tree:
        case dict() if is_reference(tree):
            yield Digest(tree["text"])
        case dict():
            for item in tree.values():
                yield from references(item)
        case list():
            for item in tree:
                yield from references(item)


def document_references(document: bytes) -> tuple[Digest, ...]:
    """Return the salted digests in a document."""
    return tuple(Digest(found.decode()) for found in _REFERENCE.findall(document))


def decode(kind: type[S], document: bytes, texts: Mapping[Digest, Text]) -> S:
    """Return the value of a document; a text that is unknown counts as erased.

    Raises `IntegrityError` when the document does not describe such a value.
    """

    def written(found: re.Match[bytes]) -> bytes:
        text = texts.get(Digest(found[1].decode()))
        return _ERASED if text is None else msgspec.json.encode(text)

    try:
        return cast("S", _decoder(cast("Hashable", kind)).decode(_REFERENCE.sub(written, document)))
    except msgspec.MsgspecError as error:
        raise _unreadable() from error


def head_of(shape: type[S], document: bytes) -> S:
    """Return a document in a smaller shape without texts; raises `IntegrityError` like `decode`."""
    try:
        return cast("S", _decoder(cast("Hashable", shape)).decode(document))
    except msgspec.MsgspecError as error:
        raise _unreadable() from error


def heading(shape: type[S], document: bytes) -> bytes:
    """Return the part of a document that a smaller shape needs; the other fields are not even read."""
    wanted = set(shape.__annotations__)
    try:
        found = msgspec.json.decode(document, type=dict[str, msgspec.Raw])
    except msgspec.MsgspecError as error:
        raise _unreadable() from error
    return msgspec.json.encode({name: item for name, item in found.items() if name in wanted})


def _unreadable() -> IntegrityError:
    return IntegrityError(
        message(
            "A record of the workspace cannot be read: it was changed outside of Prüfstein. "
            "Nothing was changed now. Verify the audit trail to see which record it is."
        )
    )


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[object]:
    return msgspec.json.Decoder(cast("type[object]", kind))


_ERASED = msgspec.json.encode(Text("", Language.ENGLISH, erased=True))


def changed_fields(old: bytes, new: bytes) -> tuple[dict[str, object], dict[str, object]]:
    """Return old and new values of the top-level fields that differ between two documents.

    A certificate names a person, so its SHA-256 stands for it.
    """
    before, after = _fields(old), _fields(new)
    names = sorted(name for name in {*before, *after} if before.get(name, _GONE) != after.get(name, _GONE))
    return _only(before, names), _only(after, names)


def unnamed(value: object) -> object:
    """Return a JSON value with each certificate (PEM) in it replaced by {"sha256": digest of the text}."""
    match value:
        case str() if value.startswith(_CERTIFICATE):
            return {"sha256": sha256(value.encode())}
        case dict():
            return {name: unnamed(item) for name, item in value.items()}
        case list():
            return [unnamed(item) for item in value]
    return value


_GONE = object()


def _fields(document: bytes) -> dict[str, object]:
    return msgspec.json.decode(document, type=dict[str, object])


def _only(fields: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: unnamed(fields[name]) for name in names if name in fields}
