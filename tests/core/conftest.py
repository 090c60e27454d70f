"""What do the tests of the core stand on?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.keys import strength
from core.keys.strength import Strength
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import Firm

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""Where the fixture `clock` stands."""
CHEAP = Strength(argon2_memory_kib=8, argon2_iterations=1, argon2_lanes=1, pkcs12_rounds=1)


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys whose passphrase costs nothing to check."""
    monkeypatch.setattr(strength, "STANDARD", CHEAP)


@pytest.fixture(scope="session")
def validated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace with one version in tier low on which nothing is missing for an approval."""
    folder = tmp_path_factory.mktemp("validated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        firm = casework.found(folder, FixedClock(START))
        version = firm.in_validation()
        firm.assess(version.id)
        casework.check(firm, version)
        firm.workspace.close()
    return folder


@pytest.fixture
def validated(validated_once: Path, tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Iterator[Firm]:
    """A copy of that workspace; the version is `MOD-0001@1`."""
    firm = casework.reopened(validated_once, tmp_path, clock)
    yield firm
    firm.workspace.close()


@pytest.fixture
def firm(tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Iterator[Firm]:
    """A workspace with a person for each role."""
    firm = casework.found(tmp_path, clock)
    yield firm
    firm.workspace.close()
