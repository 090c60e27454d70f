"""What does a value in a condition mean for a column of a type?"""

import re
from datetime import date, datetime
from decimal import Decimal

from core.errors import UserError
from core.examining.conditions import EXACTLY, Value
from core.examining.tokens import Kind, Token
from core.messages import Message, message

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "wahr", "ja", "1"), True),
    **dict.fromkeys(("false", "no", "falsch", "nein", "0"), False),
}


def value_of(token: Token, column: str, dtype: str, *, ordered: bool) -> Value:
    """Return the value a column of the type is compared with; raises `UserError` if it does not fit.

    `ordered` says that it is compared by size.
    """
    if not token.text:
        raise _wrong(token, column, message("An empty text is the same as a missing value; write “missing”."))
    match dtype:
        case "integer" | "number":
            return _number(token, column)
        case "date":
            return _moment(token, column)
        case "boolean":
            return _truth(token, column, ordered=ordered)
    return _text(token, column, ordered=ordered)


def _number(token: Token, column: str) -> Decimal:
    if not _NUMBER.fullmatch(token.text):
        raise _wrong(
            token, column, message("The column holds numbers; write one with a decimal point, as in 0.5.")
        )
    number = Decimal(token.text)
    return number.normalize(EXACTLY) if number else Decimal(0)


def _moment(token: Token, column: str) -> date:
    text = token.text
    if german := _GERMAN_DAY.fullmatch(text):
        text = f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}"
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise _wrong(
        token,
        column,
        message("The column holds dates; write one as 2026-01-31, or with a time as '2026-01-31 14:30'."),
    )


def _truth(token: Token, column: str, *, ordered: bool) -> bool:
    if ordered or token.text.lower() not in _TRUTHS:
        raise _wrong(token, column, message("The column holds true and false; compare it by = true."))
    return _TRUTHS[token.text.lower()]


def _text(token: Token, column: str, *, ordered: bool) -> str:
    if ordered and token.kind is Kind.WORD and _NUMBER.fullmatch(token.text):
        raise _wrong(
            token,
            column,
            message(
                "The column holds text, in which 9 comes after 10. Correct how the column is read, or put "
                "the value in quotation marks."
            ),
        )
    return token.text


def _wrong(token: Token, column: str, why: Message) -> UserError:
    return UserError(
        message(
            "The condition cannot be used: “{value}” (character {position}) does not fit column “{column}”. "
            "{why} Nothing was calculated.",
            value=token.text[:60],
            position=token.position,
            column=column,
            why=why,
        )
    )
