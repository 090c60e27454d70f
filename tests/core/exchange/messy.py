"""What does the register of a real bank look like? Written by several people over ten years.

Each oddity is counted here, so that a test knows what an import must find: rows, doubles, unknown owners,
days nobody can read.
"""

from dataclasses import dataclass
from pathlib import Path

HEADS = (
    "Lfd. Nr.", "Modellbezeichnung", "Modellart", "Fachbereich", "Modellverantwortlicher", "Zweck",
    "Einsatzgebiet", "Produktiv seit", "Letzte Validierung", "Risikoklasse", "Anbieter", "Bemerkung",
)  # fmt: skip
AREAS = ("Privatkunden", "Firmenkunden", "Treasury", "Risikocontrolling", "Zahlungsverkehr", "Personal")
SUBJECTS = (
    "Kreditscoring", "Betrugserkennung", "Liquiditätsprognose", "Kündigerprognose", "Sicherheitenbewertung",
    "Zinsänderungsrisiko", "Mahnlauf", "Geldwäscheerkennung", "Kundenwert", "Ausfallwahrscheinlichkeit",
)  # fmt: skip
KINDS = (
    "Logistische Regression",
    "Random Forest",
    "Excel",
    "Regelwerk",
    "extern",
    "Statistisch",
    "ML",
    "LLM",
)
OWNERS = ("Keller, Tobias", "Dr. Anna Weiß", "Mehmet  Öztürk", "tobias keller", "N.N.")
KNOWN = ("Tobias Keller", "Anna Weiß", "Mehmet Öztürk")
"""Persons of the workspace; "N.N." is none of them."""


@dataclass(frozen=True)
class Mess:
    """How many of which oddity the register holds."""

    models: int
    """Different models."""
    rows: int
    """Rows that are entries, doubles included."""
    repeats: int
    """Rows with an id that stood in an earlier row."""
    alike: int
    """Rows without an id whose name is nearly that of an earlier one."""
    unknown_owners: int
    """Of the different models."""
    bad_days: int


def written(path: Path, models: int = 300) -> Mess:
    """Write the workbook with title rows, a repeated head, subtotals, blank lines and a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    cover = book.active
    cover.title = "Deckblatt"
    cover.append(["Modellinventar der Beispielbank", None, "Stand 03/2026"])
    sheet = book.create_sheet("Inventar 2026")
    sheet.append(["Modellinventar – vertraulich"])
    sheet.append([])
    sheet.append(["Stand:", "01.03.2026", "Version 17 (final, korrigiert)"])
    sheet.append(list(HEADS))
    unknown = bad = 0
    for number in range(1, models + 1):
        if number % 60 == 1:
            sheet.append([f"Abschnitt {number // 60 + 1}"])
        row = entry(number)
        unknown += row[4] == "N.N."
        bad += row[8] == "demnächst"
        sheet.append(row)
        if number % 50 == 0:
            sheet.append(["Summe", 50])
            sheet.append([])
        if number == 150:
            sheet.append(list(HEADS))
    for number in (7, 8, 9, 10):
        sheet.append(entry(number))
    for number in (11, 23):
        name = str(entry(number)[1]).replace("Score", "Scoer")
        sheet.append([None, f"{name} ", *entry(number)[2:]])
    book.save(path)
    return Mess(models=models, rows=models + 6, repeats=4, alike=2, unknown_owners=unknown, bad_days=bad)


def entry(number: int) -> list[str | int | None]:
    """Return one row."""
    subject, area = SUBJECTS[number % len(SUBJECTS)], AREAS[number // 10 % len(AREAS)]
    name = f"{subject} Score {area} {number:03d}"
    if number % 7 == 0:
        name = f"  {name.upper()}\u00a0"
    day = (f"{number % 28 + 1:02d}.{number % 12 + 1:02d}.20{10 + number % 15}", f"{number % 12 + 1}/2019")
    return [
        f"M-{number:04d}",
        name,
        KINDS[number % len(KINDS)],
        area,
        OWNERS[number % len(OWNERS)],
        f"Entscheidungen im Bereich {area} unterstützen" if number % 9 else None,
        "Antragsstrecke" if number % 4 else "-",
        day[number % 2],
        "demnächst" if number % 25 == 0 else day[0],
        ("hoch", "mittel", "gering", "A")[number % 4],
        "Rechenhaus AG" if KINDS[number % len(KINDS)] == "extern" else None,
        "siehe Protokoll" if number % 10 == 0 else None,
    ]
