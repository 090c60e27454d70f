"""What does somebody mean who writes something into a field?"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from core.errors import UserError
from core.governance.register.codes import COUNTRY_CODES
from core.governance.register.types import (
    NOT_APPLICABLE,
    FieldKind,
    FieldSpec,
    Place,
    Stored,
)
from core.messages import Message, message
from core.people import Person
from core.texts import Language, Text
from core.ties import Dependency, DependencyKind

LONGEST = 20_000
"""Characters of one entry; what is longer belongs into a document."""
_NOT_APPLICABLE = frozenset({NOT_APPLICABLE, "not applicable", "n/a", "n.a.", "entfällt", "trifft nicht zu"})
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "wahr"})
_NO = frozenset({"no", "n", "false", "0", "nein", "falsch"})
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SINGLE = re.compile(r"(?P<whole>\d+)(?:[.,](?P<part>\d+))?")
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*)(?:(?!(?P=sign))[.,](?P<part>\d+))?"
)
_CODES = re.compile(r"[,;\s]+")
_SEVERAL = re.compile(r"[,;\n]")


def parse(
    field: FieldSpec,
    raw: str,
    *,
    language: Language = Language.ENGLISH,
    people: Iterable[Person] = (),
) -> Stored:
    """Return what is kept of an entry; None empties the field.

    Days as 2026-11-21 or 21.11.2026, numbers with a point or a comma, choices by key or English label,
    persons by id or unambiguous name of `people`. Raises `UserError` that says what would be understood.
    """
    written = raw.strip().replace("\r\n", "\n")
    if len(written) > LONGEST:
        raise _refused(field, message("it is longer than {count} characters", count=LONGEST))
    if not written:
        _check_not_needed(field)
        return None
    if written.casefold() in _NOT_APPLICABLE:
        return _without(field)
    if field.kind is FieldKind.PERSON:
        return _person(field, written, people)
    return _of_kind(field, written, language)


def _of_kind(field: FieldSpec, written: str, language: Language) -> Stored:
    match field.kind:
        case FieldKind.DATE:
            return _day(field, written)
        case FieldKind.NUMBER:
            return _number(field, written)
        case FieldKind.YES_NO:
            return _yes_no(field, written)
        case FieldKind.CHOICE:
            return _choice(field, written)
        case FieldKind.CHOICES:
            return ",".join(dict.fromkeys(_choice(field, part) for part in _parts(written, _SEVERAL)))
        case FieldKind.COUNTRIES:
            return _countries(field, written)
        case FieldKind.DEPENDENCIES:
            return tuple(_dependency(field, line) for line in _parts(written, re.compile(r"[;\n]")))
        case FieldKind.LIST | FieldKind.MODELS:
            written = "\n".join(_parts(written, re.compile(r"\n")))
        case FieldKind.TEXT:
            written = " ".join(written.split())
    return written if field.place is Place.FACTS or field.key == "foreign_id" else Text(written, language)


def _check_not_needed(field: FieldSpec) -> None:
    if field.needed:
        raise _refused(field, message("a model cannot be without it"))


def _without(field: FieldSpec) -> str:
    if not field.may_not_apply:
        raise _refused(field, message("it applies to every model"))
    return NOT_APPLICABLE


def _person(field: FieldSpec, written: str, people: Iterable[Person]) -> str:
    known = tuple(people)
    by_id = [person for person in known if person.id == written]
    found = by_id or [person for person in known if person.name.body.casefold() == written.casefold()]
    if len(found) != 1:
        reason = message("several persons are called “{name}”: give the id", name=written)
        missing = message("there is no person “{name}”: add the person first", name=written)
        raise _refused(field, reason if found else missing)
    return found[0].id


def _day(field: FieldSpec, written: str) -> str:
    german = _GERMAN_DAY.fullmatch(written)
    try:
        if german is not None:
            day, month, year = (int(part) for part in german.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise _refused(
            field, message("“{written}” is no day; write it as 2026-11-21", written=written)
        ) from None


def _number(field: FieldSpec, written: str) -> str:
    """Read a number; one separator before exactly three digits could mean both, so it is refused."""
    plain = re.sub(r"[\s'\u2019\u00a0\u202f_]", "", written)
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", plain):
        raise _refused(
            field,
            message("“{written}” can be read in two ways; leave the thousands sign out", written=written),
        )
    grouped, single = _GROUPED.fullmatch(plain), _SINGLE.fullmatch(plain)
    if grouped is not None:
        whole, part = re.sub(r"[.,]", "", grouped["whole"]), grouped["part"]
    elif single is not None:
        whole, part = single["whole"], single["part"]
    else:
        raise _refused(field, message("“{written}” is no number from 0 on", written=written))
    return format(Decimal(f"{whole}.{part or 0}").normalize(), "f")


def _yes_no(field: FieldSpec, written: str) -> str:
    said = written.casefold()
    if said in _YES:
        return "yes"
    if said in _NO:
        return "no"
    raise _refused(field, message("“{written}” is neither yes nor no", written=written))


def _choice(field: FieldSpec, written: str) -> str:
    said = written.strip().casefold()
    for choice in field.choices:
        if said in {choice.key.casefold(), choice.label.casefold()}:
            return choice.key
    raise _refused(
        field,
        message(
            "“{written}” is none of: {choices}",
            written=written.strip(),
            choices=", ".join(choice.key for choice in field.choices),
        ),
    )


def _countries(field: FieldSpec, written: str) -> str:
    codes = [part.upper() for part in _parts(written, _CODES)]
    allowed = frozenset(field.countries) or COUNTRY_CODES
    for code in codes:
        if code not in allowed:
            raise _refused(
                field, message("“{code}” is no code such as DE or AT that is meant here", code=code)
            )
    return ",".join(sorted(set(codes)))


def _dependency(field: FieldSpec, line: str) -> Dependency:
    kind, colon, name = (part.strip() for part in line.partition(":"))
    found = next((item for item in DependencyKind if item.value == kind.casefold().replace(" ", "_")), None)
    if not colon or found is None or not name:
        kinds = ", ".join(item.value for item in DependencyKind)
        raise _refused(
            field,
            message("“{line}” is not of the form KIND: NAME with one of {kinds}", line=line, kinds=kinds),
        )
    return Dependency(kind=found, name=name)


def _parts(written: str, sign: "re.Pattern[str]") -> tuple[str, ...]:
    return tuple(part.strip() for part in sign.split(written) if part.strip())


def _refused(field: FieldSpec, reason: Message) -> UserError:
    return UserError(
        message(
            "“{field}” was not understood: {reason}. Nothing was changed. Correct the entry.",
            field=Message(field.label),
            reason=reason,
        )
    )
