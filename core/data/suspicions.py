"""Does a column's name or content point to personal data?"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.data.first_names import FIRST_NAMES
from core.data.profile_types import Suspicion


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A suspicion and how many cells show it."""

    suspicion: Suspicion
    cells: int
    """0 where only the column's name points to it."""


_NAMES = {
    Suspicion.PERSON_NAME: (
        r"vor_?name|nach_?name|familien_?name|zu_?name|geburts_?name|first_?name|last_?name|sur_?name|full_?name|"
        r"kunden?_?name|customer_?name|ansprech_?partner|sachbearbeiter(in)?|antragsteller(in)?|name"
    ),
    Suspicion.E_MAIL: r"e_?mail(_?adresse|_?address)?|mail_?adresse",
    Suspicion.PHONE: (
        r"(tele)?fon(_?nr|_?nummer)?|tel(_?nr)?|handy(_?nr|_?nummer)?|mobil(_?nr|_?nummer)?|"
        r"phone(_?number)?|mobile"
    ),
    Suspicion.IBAN: r"iban|konto_?(nr|nummer)|account_?(no|number)|kto_?nr",
    Suspicion.CARD_NUMBER: r"(kredit)?karten_?(nr|nummer)|card_?(no|number)|pan",
    Suspicion.TAX_ID: r"steuer_?(id|identifikations_?nummer|nummer|nr)|tax_?(id|number)|id_?nr|tin",
    Suspicion.DATE_OF_BIRTH: (
        r"geburts_?(datum|tag)|geb_?(datum|dat|tag)?|geboren(_?am)?|birth_?(date|day)|date_?of_?birth|dob"
    ),
    Suspicion.POSTAL_ADDRESS: (
        r"anschrift|adresse|wohn_?(anschrift|adresse)|stra(ß|ss)e(_?nr)?|str(_?nr)?|address|"
        r"street(_?address)?"
    ),
    Suspicion.IP_ADDRESS: r"ip(_?adresse|_?address|v4|v6)?",
}
_NAMED = {kind: re.compile(pattern) for kind, pattern in _NAMES.items()}
_SPECIAL = re.compile(
    r"religion|konfession|glaube|kirchenst|weltanschauung|belief|faith|ethni|^race$|^rasse$|hautfarbe|skin_?colou?r|"
    r"migrationshinter|staatsange|nationalit|citizenship|herkunft|national_?origin|country_?birth|geburtsland|"
    r"gesundheit|krank(heit|schreib)|diagnos|behinder|disab|health|^icd|medikament|medication|"
    r"schwanger|pregnan|gewerkschaft|trade_?union|union_?member|partei(mit|zu)|politi(sche|cal)|"
    r"sexual|sexuell|genetic|genetisch|biometr|foreign_?worker|gastarb"
)
_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[A-Za-z]{2,24}")
_PHONE = re.compile(
    r"(?:\+|00)[1-9]\d[\d /().-]{5,16}\d|0[1-9]\d{1,4}[ /-][ \d/-]{3,12}\d|\(0\d{2,5}\) ?[\d /-]{4,12}\d"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_STREET = re.compile(
    r"[A-ZÄÖÜ][\w.'’ -]{1,40}"
    r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer|street|road|avenue|lane)"
    r"\s+\d{1,4}\s?[a-zA-Z]?\b.*|"
    r"\d{1,5} [A-Z][\w' ]{1,40} (?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive)\b.*"
)
_WORDS = """
evangelisch protestantisch katholisch römisch-katholisch rk ev orthodox muslimisch muslim islam islamisch
jüdisch buddhistisch hinduistisch konfessionslos christian catholic protestant jewish buddhist hindu
"""
_RELIGIONS = frozenset(_WORDS.split())


def by_name(name: str) -> tuple[Suspicion, ...]:
    """Return what a column's name points to."""
    plain = re.sub(r"[^\w]+", "_", re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", "_", name.strip()).casefold()).strip(
        "_"
    )
    plain = plain.replace("ss", "ß") if plain.startswith("strass") else plain
    found = [kind for kind, pattern in _NAMED.items() if pattern.fullmatch(plain)]
    if _SPECIAL.search(plain):
        found.append(Suspicion.SPECIAL_CATEGORY)
    return tuple(found)


def is_e_mail(cell: str) -> bool:
    """Return whether a cell contains an e-mail address."""
    return "@" in cell and _E_MAIL.search(cell) is not None


def is_phone(cell: str) -> bool:
    """Return whether a cell is written like a telephone number."""
    return _PHONE.fullmatch(cell.strip()) is not None


def is_iban(cell: str) -> bool:
    """Return whether a cell contains an IBAN whose check digits are right (ISO 13616, mod 97)."""
    found = _IBAN.search(cell)
    if found is None:
        return False
    plain = found[0].replace(" ", "")
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def is_card(cell: str) -> bool:
    """Return whether a cell is a card number whose check digit is right (ISO/IEC 7812, Luhn)."""
    plain = re.sub(r"[ -]", "", cell)
    if not (plain.isascii() and plain.isdecimal() and 13 <= len(plain) <= 19 and plain[0] in "3456"):
        return False
    doubled = [int(figure) * (2 if place % 2 else 1) for place, figure in enumerate(reversed(plain))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_tax_id(cell: str) -> bool:
    """Return whether a cell is a German tax identification number (ISO 7064, mod 11,10)."""
    plain = cell.replace(" ", "")
    if not (plain.isascii() and plain.isdecimal() and len(plain) == 11 and plain[0] != "0"):
        return False
    repeated = sorted(count for figure in "0123456789" if (count := plain[:10].count(figure)) > 1)
    if repeated not in ([2], [3]):
        return False
    product = 10
    for figure in plain[:10]:
        product = ((int(figure) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(plain[10])


def is_ip(cell: str) -> bool:
    """Return whether a cell is an address of a computer."""
    if not (cell.count(".") == 3 or cell.count(":") >= 2):
        return False
    try:
        return ipaddress.ip_address(cell.strip()).version in {4, 6}
    except ValueError:
        return False


def is_address(cell: str) -> bool:
    """Return whether a cell is written like a street with a number."""
    return len(cell) < 120 and _STREET.fullmatch(cell.strip()) is not None


def is_person(cell: str) -> bool:
    """Return whether a cell consists of a few words with a common first name among them."""
    words = re.findall(r"[^\W\d_]+", cell)
    return 1 <= len(words) <= 4 and len(cell) < 60 and any(word.casefold() in FIRST_NAMES for word in words)


def is_personal(cell: str) -> bool:
    """Return whether a single cell should not be shown in a message."""
    return any(
        test(cell) for test in (is_e_mail, is_iban, is_card, is_tax_id, is_phone, is_address, is_person)
    )


_TESTS: tuple[tuple[Suspicion, Callable[[str], bool], float], ...] = (
    (Suspicion.E_MAIL, is_e_mail, 0.0),
    (Suspicion.IBAN, is_iban, 0.0),
    (Suspicion.TAX_ID, is_tax_id, 0.6),
    (Suspicion.CARD_NUMBER, is_card, 0.6),
    (Suspicion.PHONE, is_phone, 0.5),
    (Suspicion.IP_ADDRESS, is_ip, 0.5),
    (Suspicion.POSTAL_ADDRESS, is_address, 0.3),
    (Suspicion.PERSON_NAME, is_person, 0.3),
)
"""Suspicion, test of one cell, and the share of different values from which on it is raised.

One e-mail address or IBAN is enough; ten of a hundred random figures have a right check digit.
"""


def by_content(values: Mapping[str, int]) -> tuple[Found, ...]:
    """Return what different values, each with its number of cells, point to."""
    found = []
    for kind, test, share in _TESTS:
        hits = [count for value, count in values.items() if test(value)]
        if hits and len(hits) >= share * len(values) and (share == 0.0 or len(values) >= 3):
            found.append(Found(suspicion=kind, cells=sum(hits)))
    religious = [count for value, count in values.items() if value.strip().casefold() in _RELIGIONS]
    if len(religious) >= 2 and 2 * len(religious) >= len(values):
        found.append(Found(suspicion=Suspicion.SPECIAL_CATEGORY, cells=sum(religious)))
    return tuple(found)
