"""What does a check look at, in words for people who read reports?"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.texts import Language

FOLDER = Path(__file__).parent.parent.parent / "resources" / "checks"

HEADINGS = {
    Language.ENGLISH: (
        "Purpose",
        "Method",
        "Signs of high risk",
        "Strengths",
        "Limitations",
        "References",
    ),
    Language.GERMAN: ("Zweck", "Verfahren", "Anzeichen hohen Risikos", "Stärken", "Grenzen", "Quellen"),
}
"""The sections of every text, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckText:
    """The text of one check in one language; sections are Markdown without headings."""

    title: str
    purpose: str
    method: str
    signs: str
    strengths: str
    limitations: str
    references: str


@cache
def check_text(id_: str, language: Language) -> CheckText:
    """Read the text of a check.

    Parameters
    ----------
    id_
        Check id.
    language
        Language of the text.

    Returns
    -------
    CheckText
        For a check of a third party without a text here, its id as title and empty sections.
    """
    path = FOLDER / language.value / f"{id_}.md"
    if not path.is_file():
        return _text(id_, dict.fromkeys(HEADINGS[language], ""), language)
    title, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    bodies = {}
    for section in sections:
        heading, _, body = section.partition("\n")
        bodies[heading.strip()] = body.strip()
    if tuple(bodies) != HEADINGS[language]:
        raise ValueError(f"{path.name} ({language}) has other sections than {HEADINGS[language]}")
    return _text(title.lstrip("# ").strip(), bodies, language)


def _text(title: str, bodies: dict[str, str], language: Language) -> CheckText:
    purpose, method, signs, strengths, limitations, references = (
        bodies[heading] for heading in HEADINGS[language]
    )
    return CheckText(
        title=title,
        purpose=purpose,
        method=method,
        signs=signs,
        strengths=strengths,
        limitations=limitations,
        references=references,
    )
