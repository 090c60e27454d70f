"""Is every name that a catalogue asks for answered, or said to be open?"""

import re
from pathlib import Path

import pytest

from core.checks.registry import all_checks
from core.regulations.check_ids import CHECK_NAMES, Answer
from tools import check_ids

NAME = re.compile(r"check_result:(\w+)")


def test_the_shipped_catalogues_ask_for_known_names_only() -> None:
    folder = Path(__file__).parent.parent.parent.parent / "resources" / "regulations"
    asked = {name for path in folder.glob("*.toml") for name in NAME.findall(path.read_text("utf-8"))}
    assert asked
    assert asked <= set(CHECK_NAMES)


def test_every_name_of_the_reference_catalogue_is_mapped(reference_catalogue: str) -> None:
    asked = set(NAME.findall(reference_catalogue))
    assert len(asked) > 40
    assert asked == set(CHECK_NAMES)


def test_a_name_is_answered_by_checks_that_exist() -> None:
    known = {check.id for check in all_checks()}
    for name, found in CHECK_NAMES.items():
        assert set(found.checks) <= known, name
        assert bool(found.checks) == (found.answer is Answer.CHECK), name


def test_the_page_is_the_one_the_code_makes() -> None:
    assert check_ids.FILE.read_text("utf-8") == check_ids.page()


@pytest.mark.parametrize("name", ["drift", "robustness", "swap_set"])
def test_the_page_lists_checks(name: str) -> None:
    assert f"| `{name}` |" in check_ids.page()
