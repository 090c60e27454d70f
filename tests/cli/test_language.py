"""Does the command line speak the language that was asked for?"""

from pathlib import Path

import pytest

from cli.language import choose
from core.texts import Language

NOWHERE = Path("no-such-settings.json")


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, Language.ENGLISH),
        ([], {"LANG": "de_AT.UTF-8"}, Language.GERMAN),
        ([], {"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, Language.ENGLISH),
        ([], {"LANG": "en_US.UTF-8", "PRUEFSTEIN_LANGUAGE": "de"}, Language.GERMAN),
        (["models", "--language", "en"], {"PRUEFSTEIN_LANGUAGE": "de"}, Language.ENGLISH),
        (["--language=de", "models"], {}, Language.GERMAN),
        (["models", "--language"], {"LANG": "de_DE"}, Language.GERMAN),
        (["--language", "fr"], {"LANG": "de_DE"}, Language.GERMAN),
    ],
)
def test_option_wins_over_variable_and_variable_over_locale(
    arguments: list[str], environment: dict[str, str], expected: Language
) -> None:
    assert choose(arguments, environment, NOWHERE) is expected


def test_the_setting_of_the_window_counts_before_the_locale(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text('{"language": "de", "theme": "dark"}', encoding="utf-8")
    assert choose([], {"LANG": "en_GB.UTF-8"}, settings) is Language.GERMAN
    settings.write_text('{"language": null}', encoding="utf-8")
    assert choose([], {"LANG": "en_GB.UTF-8"}, settings) is Language.ENGLISH
    settings.write_text("not json", encoding="utf-8")
    assert choose([], {"LANG": "de_DE.UTF-8"}, settings) is Language.GERMAN
