"""Do profiles show what is in a column, and do they point to personal data without showing it?"""

from pathlib import Path

import pytest

from core.data import suspicions
from core.data.privacy import hints
from core.data.profile_types import ColumnProfile, Suspicion
from core.data.reading import preview
from core.data.suggestions import reason
from core.inventory import ColumnRole
from core.language import Translator
from core.texts import Language


def profiled(path: Path, name: str, cells: list[str]) -> ColumnProfile:
    path.write_text(f"{name};n\n" + "".join(f"{cell};{at % 3}\n" for at, cell in enumerate(cells)), "utf-8")
    return preview(path).profiles[0]


def test_a_profile_counts_what_is_there(tmp_path: Path) -> None:
    seen = profiled(tmp_path / "t.csv", "Betrag", ["1,5", "2,5", "", "2,5"])
    assert (seen.dtype, seen.n, seen.missing, seen.distinct) == ("number", 4, 1, 2)
    assert (seen.lowest, seen.highest) == ("1.5", "2.5")
    assert [(item.value, item.n) for item in seen.frequent] == [("2.5", 2), ("1.5", 1)]
    assert seen.suspicions == ()


def test_cells_that_do_not_fit_are_counted_and_the_column_stays_text(tmp_path: Path) -> None:
    seen = profiled(tmp_path / "t.csv", "Betrag", [*map(str, range(20)), "unbekannt", "siehe Akte"])
    assert (seen.dtype, seen.mixed) == ("text", 2)
    assert "cells that are not: 2 (the first in row 21)" in " ".join(
        map(str, preview(tmp_path / "t.csv").assumptions)
    )


MAILS = [f"person{number}@example.org" for number in range(4)]
IBANS = ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "FR1420041010050500013M02606"]
CARDS = ["4111 1111 1111 1111", "5500000000000004", "340000000000009"]
TAX = ["86095742719", "47036892816", "65929970489"]


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("kontakt", MAILS, Suspicion.E_MAIL),
        ("zahlung", IBANS, Suspicion.IBAN),
        ("karte", CARDS, Suspicion.CARD_NUMBER),
        ("nummer", TAX, Suspicion.TAX_ID),
        ("rückruf", ["+49 30 1234567", "0171 2345678", "(089) 123456"], Suspicion.PHONE),
        ("wo", ["Hauptstraße 5", "Am Ring 12a", "Mühlweg 3"], Suspicion.POSTAL_ADDRESS),
        ("quelle", ["192.168.1.10", "10.0.0.1", "2001:db8::1"], Suspicion.IP_ADDRESS),
        ("wer", ["Anna Schmidt", "Jürgen Voß", "Müller, Thomas"], Suspicion.PERSON_NAME),
        ("Vorname", ["Xanthippe", "Tasilo", "Bozena"], Suspicion.PERSON_NAME),
        ("Geburtsdatum", ["01.02.1990", "03.04.1985", "05.06.2001"], Suspicion.DATE_OF_BIRTH),
        ("seit", ["01.02.1950", "03.04.1985", "05.06.2001"], Suspicion.DATE_OF_BIRTH),
        ("Konfession", ["a", "b", "a"], Suspicion.SPECIAL_CATEGORY),
        ("merkmal", ["evangelisch", "katholisch", "ohne"], Suspicion.SPECIAL_CATEGORY),
        ("Schwerbehinderung", ["0", "1", "0"], Suspicion.SPECIAL_CATEGORY),
        ("Staatsangehörigkeit", ["DE", "PL", "DE"], Suspicion.SPECIAL_CATEGORY),
        ("GewerkschaftsMitglied", ["ja", "nein", "ja"], Suspicion.SPECIAL_CATEGORY),
    ],
)
def test_personal_content_is_noticed_and_never_shown(
    tmp_path: Path, name: str, cells: list[str], kind: Suspicion
) -> None:
    seen = profiled(tmp_path / "t.csv", name, cells)
    assert kind in seen.suspicions
    for language in Language:
        sentences = " ".join(Translator(language).say(item) for item in hints((seen,)))
        assert name in sentences
        assert not any(cell in sentences for cell in cells if len(cell) > 3)
    if kind is not Suspicion.SPECIAL_CATEGORY:
        assert seen.frequent == ()
        assert seen.lowest is None


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("alter", ["30", "41", "52"]),
        ("kredit", ["gut", "schlecht", "gut"]),
        ("produkt", ["Mark", "Max", "Standard", "Basis", "Komfort", "Premium", "Plus", "Start", "Profi"]),
        ("code", ["12345678901", "98765432109", "55555555555"]),
        ("zeit", ["12:30", "13:45", "08:00"]),
        ("ort", ["München", "Köln", "Hamburg"]),
        ("version", ["1.2.3", "1.2.4", "1.2.5"]),
        ("betrag", ["4111111111111112", "5500000000000005", "340000000000001"]),
    ],
)
def test_ordinary_columns_are_left_alone(tmp_path: Path, name: str, cells: list[str]) -> None:
    assert profiled(tmp_path / "t.csv", name, cells).suspicions == ()


def test_check_digits_are_checked() -> None:
    assert suspicions.is_iban("DE89370400440532013000")
    assert not suspicions.is_iban("DE88370400440532013000")
    assert suspicions.is_card("4111111111111111")
    assert not suspicions.is_card("4111111111111112")
    assert suspicions.is_tax_id("86095742719")
    assert not suspicions.is_tax_id("86095742718")
    assert not suspicions.is_tax_id("11111111111")


def test_a_column_without_repetitions_is_an_identifier(tmp_path: Path) -> None:
    seen = profiled(tmp_path / "t.csv", "schluessel", [f"x{number}" for number in range(25)])
    assert seen.suspicions == (Suspicion.ROW_IDENTIFIER,)
    assert profiled(tmp_path / "u.csv", "wert", [f"{number},5" for number in range(25)]).suspicions == ()


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Antrags-Nr", ColumnRole.ROW_ID),
        ("customerId", ColumnRole.ROW_ID),
        ("Zielvariable", ColumnRole.TARGET),
        ("y_hat", ColumnRole.PREDICTION),
        ("Ausfallwahrscheinlichkeit", ColumnRole.SCORE),
        ("Gewichtung", ColumnRole.WEIGHT),
        ("geschlecht", ColumnRole.FEATURE),
        ("race", ColumnRole.FEATURE),
    ],
)
def test_roles_follow_usual_names_and_nothing_is_called_sensitive(
    tmp_path: Path, name: str, role: ColumnRole
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{name};x\n1;a\n2;b\n", encoding="utf-8")
    seen = preview(path)
    assert seen.columns[0].roles == (role,)
    assert (reason(seen.columns[0], seen.profiles[0]) is None) == (role is ColumnRole.FEATURE)


def test_a_role_that_can_be_given_once_is_suggested_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("label;target;score;pd\n1;0;0,1;0,2\n0;1;0,3;0,4\n", encoding="utf-8")
    roles = [column.roles[0] for column in preview(path).columns]
    assert roles == [ColumnRole.TARGET, ColumnRole.FEATURE, ColumnRole.SCORE, ColumnRole.FEATURE]
