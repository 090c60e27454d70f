"""How is a value of the register said in a language?"""

from collections.abc import Iterable
from decimal import Decimal

from core.governance.register import Country, FieldList, FieldSpec, FieldValue, Origin, Piece
from core.language import Translator
from core.messages import N_

_SHORT = {
    FieldList.E23: N_("E-23"),
    FieldList.SS1_23: N_("SS1/23"),
    FieldList.SR_26_2: N_("SR 26-2"),
    FieldList.GDPR_30: N_("Art. 30"),
    FieldList.ANNEX_VIII_A: N_("VIII A"),
    FieldList.ANNEX_VIII_B: N_("VIII B"),
    FieldList.ANNEX_VIII_C: N_("VIII C"),
    FieldList.MARISK: N_("MaRisk"),
}


def short(words: Translator, wanted: FieldList) -> str:
    """Return what a list is called where there is little room."""
    return words.tr(_SHORT[wanted])


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
