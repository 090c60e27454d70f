"""Can a name of a stranger steer the terminal?"""

import io

import pytest
from rich.table import Table
from rich.text import Text

from cli.terminal import QuietConsole, shown

HOSTILE = "a\x1b[2J\x1b]0;title\x07b\x9b31mc\u202egnp.exe\r"


@pytest.mark.parametrize("color", [True, False])
def test_no_sign_of_a_name_steers_the_terminal(*, color: bool) -> None:
    screen = QuietConsole(file=io.StringIO(), force_terminal=color, width=200)
    table = Table("[b]head[/b]")
    table.add_row(Text(HOSTILE))
    screen.print(HOSTILE, table, markup=False)
    said = screen.file.getvalue()  # type: ignore[attr-defined]
    assert not {"\x07", "\x9b", "\u202e", "\r"} & set(said)
    assert "[2J" in said
    assert "\x1b[2J" not in said
    assert "\x1b]" not in said


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("Größe – „ja“", "12\u202f000\u00a0€", "two\nlines\tand a tab", "👩\u200d🔬"):
        assert shown(text) == text
