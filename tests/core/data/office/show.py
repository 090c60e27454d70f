"""Prints how the office files are read, as a table: `python -m tests.core.data.office.show [de|en]`."""

import sys

from core.data.reading import preview
from core.language import Translator
from core.texts import Language
from tests.core.data.office.expected import FILES, FOLDER


def main(language: Language) -> None:
    translator = Translator(language)
    for office in FILES:
        seen = preview(FOLDER / office.file)
        types = ", ".join(f"{column.name}: {column.dtype}" for column in seen.columns)
        print(f"\n## {office.file}: {seen.row_count} x {len(seen.columns)}\n{types}")  # noqa: T201
        for said in seen.assumptions:
            print("-", translator.say(said))  # noqa: T201
        print("->", office.correction)  # noqa: T201


if __name__ == "__main__":
    main(Language(sys.argv[1] if len(sys.argv) > 1 else "de"))
