"""Which choice does a German word mean?"""

import re
from functools import cache

from core.governance.register import FieldKind, FieldSpec
from core.language import Translator
from core.texts import Language


def in_english(field: FieldSpec, raw: str) -> str:
    """Return an entry with German labels of choices replaced by the keys they stand for."""
    if field.kind not in {FieldKind.CHOICE, FieldKind.CHOICES}:
        return raw
    known = {_german(choice.label).casefold(): choice.key for choice in field.choices}
    whole = known.get(raw.strip().casefold())
    if whole is not None:
        return whole
    parts = re.split(r"([,;\n])", raw)
    return "".join(known.get(part.strip().casefold(), part) for part in parts)


@cache
def _german(label: str) -> str:
    return Translator(Language.GERMAN).tr(label)
