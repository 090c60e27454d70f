"""Does a file made to keep its reader busy cost the application neither time nor memory?"""

import time
import tracemalloc
from pathlib import Path

import pytest

from core.artifacts.recognition import recognize

_LIGHTGBM = b"tree\nversion=v4\nnum_class=1\nobjective=binary\n"
_END = b"\nTree=0\n\nend of trees\n\n"
ENDLESS = {
    "a header of gzip without end": b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"A" * (8 << 20),
    "operators without content": b"\x08\x08\x3a\x80\x80\x80\x04" + b"\x0a\x00" * (4 << 20),
    "numbers without a graph": b"\x08\x08" * (4 << 20),
    "categories without content": _LIGHTGBM + _END + b"pandas_categorical:[" + b"[]," * (2 << 20) + b"[]]\n",
    "lines without content": _LIGHTGBM + b"".join(b"%x=\n" % item for item in range(1 << 20)) + _END,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_recognizing_takes_little_more_than_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "model"
    path.write_bytes(ENDLESS[name])
    started = time.process_time()
    recognize(path)
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize("name", [name for name in ENDLESS if "content" in name and "operators" not in name])
def test_recognizing_keeps_nothing_of_what_it_does_not_need(tmp_path: Path, name: str) -> None:
    path = tmp_path / "model"
    path.write_bytes(ENDLESS[name])
    tracemalloc.start(1)
    try:
        recognize(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * len(ENDLESS[name]) + (8 << 20)
