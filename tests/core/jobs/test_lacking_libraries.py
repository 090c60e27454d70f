"""Is a system library that is not there named to somebody who does not know Python?"""

from dataclasses import replace

import pytest

from core.artifacts import formats, words
from core.artifacts.base import Companions
from core.artifacts.opened import OpenedModel
from core.errors import UserError
from core.inventory import ArtifactFormat
from core.jobs.worker_model import _opened


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("libgomp.so.1: cannot open shared object file: No such file or directory", "libgomp.so.1"),
        ("XGBoost Library could not be loaded. Likely causes: libomp.dylib is missing", "libomp.dylib"),
    ],
)
def test_the_library_and_the_way_to_get_it_are_named(said: str, named: str) -> None:
    def lacking(_data: bytes, _companions: Companions) -> OpenedModel:
        raise OSError(said)

    kind = replace(formats.get(ArtifactFormat.LIGHTGBM), open_model=lacking)
    with pytest.raises(UserError, match="libgomp1") as caught:
        _opened(kind, b"tree", {})
    assert caught.value.message.text == words.SYSTEM_LIBRARY
    assert caught.value.message.values["library"] == named
    assert words.SYSTEM_LIBRARY in words.MODEL_SENTENCES
