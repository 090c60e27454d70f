"""In which ways is every worker of these tests started?"""

import sys
from collections.abc import Iterator

import pytest

from core.jobs import zygotes
from core.jobs.keeper import Keeper, Kind
from core.jobs.process import run
from tests.core.jobs.children import CODED, job

KIND = Kind(name="tests", entry="tests.core.jobs.coded", walled=False)


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """Fork the workers of this test; the process they are forked from ends with it."""
    if sys.platform != "linux":
        pytest.skip("workers are forked on Linux only")
    monkeypatch.setitem(zygotes.KINDS, CODED, KIND)
    keeper = zygotes.keeper(KIND)
    assert keeper is not None
    run(job("channel.result({})"))
    yield keeper
    zygotes.close()


@pytest.fixture(params=["cold", "forked"])
def way(request: pytest.FixtureRequest) -> str:
    """Start the workers of this test in both ways."""
    if request.param == "forked":
        request.getfixturevalue("forking")
    return str(request.param)
