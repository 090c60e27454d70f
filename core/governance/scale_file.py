"""Which scale does a file describe, and if none, which part of it is wrong?"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec

from core.errors import UserError
from core.governance.scales import Appetite, OwnKind, Scale, ScaleDefinition, Words
from core.ids import ScaleId
from core.messages import Message, message
from core.risk import BUILT_IN_SCALE, Perspective, RiskKind

SCHEMA = 1
STEPS = 5
FILE = Path(__file__).parent.parent.parent / "resources" / "scales" / f"{BUILT_IN_SCALE}.toml"
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    de: str
    en: str
    about_de: str = ""
    about_en: str = ""
    perspectives: tuple[Perspective, ...] = (Perspective.FIRM,)
    mandatory: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schema: int
    de: str
    en: str
    likelihood: tuple[Words, ...]
    impact: dict[Perspective, tuple[Words, ...]]
    borders: tuple[int, int, int]
    kinds: tuple[_Kind, ...] = ()
    appetite: tuple[Appetite, ...] = ()


@cache
def built_in() -> Scale:
    """Return the scale that every workspace begins with."""
    return Scale(id=ScaleId(BUILT_IN_SCALE), definition=read_scale(FILE.read_bytes()))


def read_scale(data: bytes) -> ScaleDefinition:
    """Return what a TOML file says; raises `UserError` naming what is wrong."""
    try:
        raw = msgspec.convert(tomllib.loads(data.decode()), type=_File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise refused(Message(str(error))) from error
    if raw.schema != SCHEMA:
        raise refused(message("its schema is not {schema}", schema=SCHEMA))
    definition = ScaleDefinition(
        words=Words(de=raw.de, en=raw.en),
        likelihood=raw.likelihood,
        impact=raw.impact,
        borders=raw.borders,
        kinds=tuple(_own(kind) for kind in raw.kinds),
        appetite=raw.appetite,
    )
    check_scale(definition)
    return definition


def _own(kind: _Kind) -> OwnKind:
    words = Words(de=kind.de, en=kind.en, about_de=kind.about_de, about_en=kind.about_en)
    return OwnKind(id=kind.id, words=words, perspectives=kind.perspectives, mandatory=kind.mandatory)


def refused(problem: Message) -> UserError:
    """Return the error for a scale that cannot be used."""
    return UserError(
        message(
            "The scale cannot be used: {problem}. Nothing was changed. Correct it, then try again.",
            problem=problem,
        )
    )


def check_scale(scale: ScaleDefinition) -> None:
    """Raise `UserError` for a scale on which nothing could be rated."""
    problem = next(_problems(scale), None)
    if problem is not None:
        raise refused(problem)


def _problems(scale: ScaleDefinition) -> Iterator[Message]:
    yield from _step_problems(scale)
    low, medium, high = scale.borders
    if not 1 <= low < medium < high < STEPS * STEPS:
        yield message("the borders of the bands do not rise from 1 to 24")
    yield from _kind_problems(scale)
    yield from _appetite_problems(scale)


def _step_problems(scale: ScaleDefinition) -> Iterator[Message]:
    if set(scale.impact) != set(Perspective):
        yield message("the impact needs steps for the firm and for the data subject")
        return
    for steps in (scale.likelihood, *scale.impact.values()):
        if len(steps) != STEPS:
            yield message("likelihood and impact need five steps each")
        elif not all(_named(step) for step in steps):
            yield message("a step has no name in one of the languages")
        elif max(Counter(step.de for step in steps).values()) > 1:
            yield message("two steps have the same name")
    if not _named(scale.words):
        yield message("the scale has no name in one of the languages")


def _kind_problems(scale: ScaleDefinition) -> Iterator[Message]:
    counts = Counter([*RiskKind, *(kind.id for kind in scale.kinds)])
    for kind in scale.kinds:
        if _ID.fullmatch(kind.id) is None:
            yield message("“{id}” is no id of a kind: use lower-case letters, digits and _", id=kind.id)
        elif counts[kind.id] > 1:
            yield message("the kind “{id}” is there twice", id=kind.id)
        elif not _named(kind.words):
            yield message("the kind “{id}” has no name in one of the languages", id=kind.id)
        elif not kind.perspectives or len(set(kind.perspectives)) < len(kind.perspectives):
            yield message("the kind “{id}” has no perspective, or one twice", id=kind.id)


def _appetite_problems(scale: ScaleDefinition) -> Iterator[Message]:
    known: Mapping[str, tuple[Perspective, ...]] = {
        **dict.fromkeys(RiskKind, tuple(Perspective)),
        **{kind.id: kind.perspectives for kind in scale.kinds},
    }
    counts = Counter((item.kind, item.perspective) for item in scale.appetite)
    for item in scale.appetite:
        if item.kind is not None and item.perspective not in known.get(item.kind, ()):
            yield message("there is no kind “{id}” an appetite line could be for", id=item.kind)
        elif counts[item.kind, item.perspective] > 1:
            yield message("two appetite lines are for the same")
        elif not 1 <= item.highest <= STEPS * STEPS:
            yield message("an appetite line lies outside of 1 to 25")
        elif not (item.reason_de.strip() and item.reason_en.strip()):
            yield message("an appetite line has no reason in one of the languages")


def _named(words: Words) -> bool:
    return bool(words.de.strip() and words.en.strip())


def scale_toml(scale: ScaleDefinition) -> str:
    """Return the file that describes a scale, to be changed and adopted anew."""
    lines = [f"schema = {SCHEMA}", *_words(scale.words), f"borders = {list(scale.borders)}"]
    for step in scale.likelihood:
        lines += ["", "[[likelihood]]", *_words(step)]
    for perspective, steps in scale.impact.items():
        for step in steps:
            lines += ["", f"[[impact.{perspective.value}]]", *_words(step)]
    for kind in scale.kinds:
        seen = ", ".join(_quoted(item.value) for item in kind.perspectives)
        lines += ["", "[[kinds]]", f"id = {_quoted(kind.id)}", *_words(kind.words)]
        lines += [f"perspectives = [{seen}]", f"mandatory = {str(kind.mandatory).lower()}"]
    for line in scale.appetite:
        lines += ["", "[[appetite]]", f"perspective = {_quoted(line.perspective.value)}"]
        lines += [] if line.kind is None else [f"kind = {_quoted(line.kind)}"]
        lines += [f"highest = {line.highest}", f"reason_de = {_quoted(line.reason_de)}"]
        lines += [f"reason_en = {_quoted(line.reason_en)}"]
    return "\n".join(lines) + "\n"


def _words(words: Words) -> list[str]:
    named = [f"de = {_quoted(words.de)}", f"en = {_quoted(words.en)}"]
    if words.about_de or words.about_en:
        named += [f"about_de = {_quoted(words.about_de)}", f"about_en = {_quoted(words.about_en)}"]
    return named


def _quoted(text: str) -> str:
    """Write a TOML string; JSON escapes are TOML escapes, and DEL is the one sign JSON leaves as it is."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")
