"""What is in twelve messy tables as German offices hand them out, and what does a person correct?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.data.typed import TypedDialect
from core.inventory import TableDialect, TableFormat

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One file: how it must be read, what must be said, and one correction with its effect."""

    file: str
    dialect: TableDialect
    columns: Mapping[str, str]
    """Type of each column, in their order."""
    rows: int
    cells: Mapping[str, tuple[object, ...]]
    """First cells of some columns; None for a missing one."""
    says: tuple[str, ...]
    sagt: tuple[str, ...]
    correction: TypedDialect
    corrected: tuple[str, str, tuple[object, ...]]
    """Column, its type and first cells after the correction."""
    hints: tuple[str, ...] = field(default=())
    """Parts of what is said about data protection."""


def csv(**parts: object) -> TableDialect:
    return TableDialect(format=TableFormat.CSV, **parts)  # type: ignore[arg-type]


FILES = (
    Office(
        file="01_kreditbericht_excel.csv",
        dialect=csv(
            encoding="cp1252",
            delimiter=";",
            decimal=",",
            thousands=".",
            skipped=3,
            footer=1,
            date_format="%d.%m.%Y",
        ),
        columns={
            "Antragsnr": "integer",
            "Geschlecht": "text",
            "Antragsdatum": "date",
            "Betrag": "number",
            "Zinssatz": "number",
            "Entscheidung": "text",
        },
        rows=6,
        cells={"Geschlecht": ("weiblich", "männlich"), "Betrag": (12500.0, 8000.0), "Zinssatz": (4.25, 5.1)},
        says=("cp1252", "above the header", "“Summe”", "“€”", "12 % is read as 12", "DD.MM.YYYY"),
        sagt=("ä ü", "über der Kopfzeile", "„Summe“", "„€“", "12 % wird als 12 gelesen", "TT.MM.JJJJ"),
        correction=TypedDialect(footer=0, header=False),
        corrected=("#1", "text", ("Antragsnr", "1001")),
    ),
    Office(
        file="02_buchungsstapel.csv",
        dialect=csv(encoding="cp1252", delimiter=";", decimal=",", skipped=1),
        columns={
            "Umsatz": "number",
            "Soll/Haben-Kennzeichen": "text",
            "Konto": "text",
            "Gegenkonto": "integer",
            "Belegdatum": "text",
            "Belegfeld 1": "text",
            "Buchungstext": "text",
            "Kostenstelle": "integer",
        },
        rows=4,
        cells={
            "Konto": ("0440", "4930"),
            "Buchungstext": ('Büromöbel; Schreibtisch "Nord"', "Tonerkartuschen"),
            "Kostenstelle": (100, 100, 200, None),
        },
        says=("above the header", "leading zeros"),
        sagt=("über der Kopfzeile", "führenden Nullen"),
        correction=TypedDialect(missing=("4930",)),
        corrected=("Konto", "text", ("0440", None, "0440", None)),
    ),
    Office(
        file="03_saldenliste_sap.txt",
        dialect=csv(
            encoding="cp1252",
            delimiter="|",
            decimal=",",
            thousands=".",
            skipped=4,
            printed=True,
        ),
        columns={
            "#1": "text",
            "Debitor": "text",
            "Name 1": "text",
            "Ort": "text",
            "Saldo EUR": "number",
            "#6": "text",
        },
        rows=4,
        cells={
            "Debitor": ("0000100017",),
            "Ort": ("München", "Köln"),
            "Saldo EUR": (1234.5, -870.0, 12005.99, -45.1),
        },
        says=("pipe", "A list as printed", "has no name"),
        sagt=("senkrechter Strich", "wie gedruckt", "keinen Namen"),
        correction=TypedDialect(thousands="", decimal="."),
        corrected=("Saldo EUR", "text", ("1.234,50", "870,00-")),
    ),
    Office(
        file="04_personal_dos.txt",
        dialect=csv(encoding="cp850", delimiter="\t", decimal=",", date_format="%d.%m.%Y"),
        columns={"PersNr": "text", "Name": "text", "Straße": "text", "Eintritt": "date", "Gehalt": "number"},
        rows=4,
        cells={"PersNr": ("00017",), "Name": ("Müller", "Schäfer", "Groß"), "Gehalt": (3450.0,)},
        says=("cp850", "DOS", "ß ä ö ü", "tab"),
        sagt=("cp850", "DOS", "ß ä ö ü", "Tabulator"),
        correction=TypedDialect(encoding="mac-roman"),
        corrected=("Name", "text", ("MÅller",)),
        hints=("“Name”", "“Straße”"),
    ),
    Office(
        file="05_unicode_text_excel.txt",
        dialect=csv(encoding="utf-16", delimiter="\t", decimal=",", date_format="%d.%m.%Y"),
        columns={
            "Filiale": "text",
            "Kunde seit": "date",
            "Bonität": "number",
            "Ausfall": "boolean",
            "Kommentar": "text",
        },
        rows=4,
        cells={
            "Filiale": ("Zürich", "Łódź", "Genève", "Kraków"),
            "Bonität": (0.92, 0.35),
            "Ausfall": (False, True, False, True),
            "Kommentar": ("ständiger Kunde – „A“", "Gebühr: 12 €", None),
        },
        says=("UTF-16", "tab"),
        sagt=("UTF-16", "Tabulator"),
        correction=TypedDialect(header=False),
        corrected=("#4", "text", ("Ausfall", "FALSCH")),
    ),
    Office(
        file="06_kennzahlen_quartal.csv",
        dialect=csv(
            encoding="utf-8-sig",
            delimiter=";",
            decimal=",",
            thousands=".",
            skipped=1,
            footer=2,
            missing=("", "#DIV/0!", "#NV"),
        ),
        columns={
            "Kennzahl": "text",
            "2023": "integer",
            "2024": "integer",
            "2025": "integer",
            "Veränderung": "number",
        },
        rows=4,
        cells={"2023": (12840, 8211), "2025": (14220, None), "Veränderung": (9.3, 2.4, None, 11.9)},
        says=("named in the first line by Excel", "“Quelle”", "“#NV”", "“%”"),
        sagt=("von Excel in der ersten Zeile genannt", "„Quelle“", "„#NV“", "„%“"),
        correction=TypedDialect(decimal=".", thousands=""),
        corrected=("2023", "number", (12.84, 8.211)),
    ),
    Office(
        file="07_termine_gemischt.csv",
        dialect=csv(encoding="utf-8", delimiter=",", decimal=".", date_format="%d/%m/%Y"),
        columns={
            "id": "integer",
            "application_date": "date",
            "decision_date": "date",
            "last_contact": "text",
            "approved": "text",
        },
        rows=5,
        cells={"application_date": ("2025-04-03", "2025-04-05"), "decision_date": ("2025-04-11",)},
        says=(
            "cannot be seen whether the day or the month",
            "April 3",
            "cells that are not: 2",
            "yes and no",
        ),
        sagt=("ob der Tag oder der Monat", "3. April", "Zellen, die es nicht sind: 2", "Ja und Nein"),
        correction=TypedDialect(date_format="%m/%d/%Y"),
        corrected=("application_date", "date", ("2025-03-04", "2025-05-04")),
    ),
    Office(
        file="08_doppelte_spalten.csv",
        dialect=csv(encoding="cp1252", delimiter=";", decimal=",", date_format="%d.%m.%Y"),
        columns={
            "Nr": "integer",
            "Wert": "number",
            "Datum": "date",
            "Wert (2)": "text",
            "#5": "text",
            "wert": "text",
            "Bemerkung": "text",
            "#8": "text",
        },
        rows=4,
        cells={"Wert": (10.5, 11.0), "Wert (2)": ("A", "B"), "wert": ("x", "y"), "#5": (None, None)},
        says=("“Wert (2)”", "differ only by blanks or capital letters", "has no name"),
        sagt=("„Wert (2)“", "nur durch Leerzeichen oder Großbuchstaben", "hat keinen Namen"),
        correction=TypedDialect(header=False),
        corrected=("#2", "text", ("Wert", "10,5")),
    ),
    Office(
        file="09_antraege_ja_nein.csv",
        dialect=csv(encoding="utf-8", delimiter=";", decimal=",", thousands=".", missing=("", "-", "k.A.")),
        columns={
            "Fall": "text",
            "Bewilligt": "text",
            "Vorerkrankung": "text",
            "Einkommen": "number",
            "Kinder": "integer",
            "Online": "text",
            "Konfession": "text",
        },
        rows=6,
        cells={
            "Bewilligt": ("ja", "nein"),
            "Vorerkrankung": ("nein", None),
            "Einkommen": (2450.0, None, 3100.5),
            "Kinder": (2, 0, 1, None),
        },
        says=("“-”, “k.A.”", "Words for yes and no stay text"),
        sagt=("„-“, „k.A.“", "Wörter für Ja und Nein bleiben Text"),
        correction=TypedDialect(missing=("-",)),
        corrected=("Vorerkrankung", "text", ("nein", "k.A.")),
        hints=("“Konfession”", "Art. 9"),
    ),
    Office(
        file="10_bemerkungen.csv",
        dialect=csv(encoding="utf-8", delimiter=",", decimal=".", thousands=","),
        columns={"Vorgang": "text", "Bemerkung": "text", "Menge": "integer", "Preis": "number"},
        rows=4,
        cells={
            "Bemerkung": (
                "Lieferung geteilt:\r\n1. Teil am Montag,\r\n2. Teil folgt",
                'Rohr 5" verzinkt, Muffe "alt"',
                'Gewinde 3/4" lose',
                None,
            ),
            "Preis": (19.9, 4.5, 1250.0, 0.99),
        },
        says=("comma", "Thousands separator: “,”"),
        sagt=("Komma", "Tausendertrennzeichen: „,“"),
        correction=TypedDialect(thousands=""),
        corrected=("Preis", "text", ("19.90", "4.50", "1,250.00")),
    ),
    Office(
        file="11_mac_umlaute.csv",
        dialect=csv(encoding="utf-8-sig", delimiter=";", decimal=".", composed=True),
        columns={"Ort": "text", "Straßenart": "text", "Größe": "integer", "Ergebnis": "text"},
        rows=5,
        cells={"Ort": ("München", "München", "Köln", "Köln", "Düsseldorf"), "Größe": (3, 4, 2, 5, 1)},
        says=("two signs",),
        sagt=("zwei Zeichen",),
        correction=TypedDialect(delimiter="\t"),
        corrected=("Ort;Straßenart;Größe;Ergebnis", "text", ("München;Allee;3;gut",)),
    ),
    Office(
        file="12_codiert_mit_schluessel.csv",
        dialect=csv(encoding="cp1252", delimiter=";", decimal=".", footer=5),
        columns={
            "fall": "integer",
            "geschl": "integer",
            "famstand": "integer",
            "betrag": "integer",
            "urteil": "integer",
        },
        rows=6,
        cells={"geschl": (1, 2, 1), "urteil": (1, 2, 1)},
        says=("“Schlüssel”", "“geschl”, “urteil”", "does not say what they mean"),
        sagt=("„Schlüssel“", "„geschl“, „urteil“", "nicht, was sie bedeuten"),
        correction=TypedDialect(missing=("2",)),
        corrected=("urteil", "integer", (1, None, 1)),
    ),
)
