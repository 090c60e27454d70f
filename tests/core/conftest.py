"""What do the tests of the core stand on?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.keys import strength
from core.keys.strength import Strength
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import Firm

CHEAP = Strength(argon2_memory_kib=8, argon2_iterations=1, argon2_lanes=1, pkcs12_rounds=1)


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys whose passphrase costs nothing to check."""
    monkeypatch.setattr(strength, "STANDARD", CHEAP)


@pytest.fixture
def firm(tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Iterator[Firm]:
    """A workspace with a person for each role."""
    firm = casework.found(tmp_path, clock)
    yield firm
    firm.workspace.close()
