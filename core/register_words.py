"""How is a value of the register said in a language?"""

from collections.abc import Iterable
from decimal import Decimal

from core.governance.register import Country, FieldSpec, FieldValue, Origin, Piece
from core.language import Translator


def say_value(words: Translator, value: FieldValue) -> str:
    """Return a field's value in one line a part; empty where there is none."""
    if value.origin is Origin.NOT_APPLICABLE:
        return words.label(Origin.NOT_APPLICABLE)
    return say_pieces(words, value.pieces)


def say_pieces(words: Translator, pieces: Iterable[Piece]) -> str:
    """Return the parts of a value, one a line."""
    return "\n".join(_piece(words, piece) for piece in pieces)


def say_field(words: Translator, field: FieldSpec) -> str:
    """Return what a field is called."""
    return words.tr(field.label)


def _piece(words: Translator, piece: Piece) -> str:
    if isinstance(piece, Country):
        return _country(words, piece.code)
    if isinstance(piece, Decimal):
        digits = -int(piece.as_tuple().exponent)
        return words.number(float(piece), digits)
    return words.value(piece)


def _country(words: Translator, code: str) -> str:
    from babel import Locale

    return str(Locale.parse(words.locale).territories.get(code, code))
