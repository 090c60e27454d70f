"""What is a person told about each kind of file, in both languages?

`python -m tests.core.artifacts.test_messages` writes `messages.json` anew; read the difference before keeping
it.
"""

import io
import json
import pickle
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import skops.io

from core.jobs.tasks import inspect_model
from core.language import Translator
from core.texts import Language
from tests.core.artifacts.crafted import lightgbm_text, xgboost_json
from tests.core.artifacts.test_mlflow import folder as mlflow_folder
from tests.core.artifacts.test_onnx import custom_operator, external_data
from tests.core.artifacts.test_xgboost import old_binary
from tests.core.jobs.models import fitted

KEPT = Path(__file__).with_name("messages.json")


def archive(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def array(value: object) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, value)  # type: ignore[arg-type]
    return buffer.getvalue()


def newer() -> bytes:
    """A skops file that says it comes from a version of scikit-learn of the future."""
    import sklearn

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(fitted()))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(f'\\"{sklearn.__version__}\\"'.encode(), b'\\"99.1.0\\"'))
    return target.getvalue()


def missing_class() -> bytes:
    """A pickle that names a class no installed version has."""
    return b"csklearn.linear_model._logistic\nRegressionOfYore\n)\x81}b."


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text named like a model": ("model.sav", lambda: b"age;income\n31;2000\n"),
    "empty file": ("model.skops", lambda: b""),
    "damaged archive": ("model.skops", lambda: b"PK\x03\x04 broken"),
    "array": ("scores.npy", lambda: array(np.arange(3.0))),
    "array in a pickle": ("model.pkl", lambda: pickle.dumps(np.arange(3.0))),
    "list in a pickle": ("model.pkl", lambda: pickle.dumps(["age", "income"])),
    "missing class": ("model.pkl", missing_class),
    "ordinary pickle": ("model.pkl", lambda: pickle.dumps(fitted())),
    "hostile pickle": ("model.pkl", lambda: b"cposix\nsystem\n(S'true'\ntR."),
    "Keras HDF5": ("model.h5", lambda: b"\x89HDF\r\n\x1a\n" + bytes(64)),
    "Keras archive": ("model.keras", lambda: archive(config_dot_json=b"{}", model_dot_weights_dot_h5=b"x")),
    "PMML": ("model.pmml", lambda: b'<?xml version="1.0"?><PMML version="4.4"></PMML>'),
    "PyTorch": ("model.pt", lambda: archive(archive__data_dot_pkl=b"\x80\x02}.", archive__version=b"3")),
    "table": ("model.parquet", lambda: b"PAR1" + bytes(40)),
    "XGBoost, old binary": ("model.model", old_binary),
    "XGBoost, tree listing": ("dump.json", lambda: b'[{ "nodeid": 0, "split": "age" }]'),
    "XGBoost, newer": (
        "model.json",
        lambda: xgboost_json().replace(b'"version":[3,', b'"version":[99,'),
    ),
    "skops, newer": ("model.skops", newer),
    "LightGBM, newer": ("model.txt", lambda: lightgbm_text().replace("version=v4", "version=v9").encode()),
    "LightGBM, unclear categories": (
        "model.txt",
        lambda: lightgbm_text().replace("pandas_categorical:[[", 'pandas_categorical:[["x"],[').encode(),
    ),
    "LightGBM, cut off": ("model.txt", lambda: lightgbm_text().encode()[:900]),
    "ONNX, custom operator": ("model.onnx", custom_operator),
    "ONNX, weights elsewhere": ("model.onnx", external_data),
    "unknown bytes": ("model.bin", lambda: bytes(range(7, 200))),
}


CONSENTED = ("array in a pickle", "missing class", "ordinary pickle")
"""Files that are also shown to somebody who consented to opening them."""


def said(path: Path, *, consent: bool = False) -> dict[str, list[str]]:
    """Return everything a person reads about a file, by language."""
    report = inspect_model(path, consent=consent)
    parts = (report.recognized, *report.warnings, report.refusal, report.advice)
    found = {}
    for language in Language:
        say = Translator(language).say
        found[language.value] = [say(item) for item in parts if item is not None]
    return found


def case(name: str, where: Path) -> dict[str, list[str]]:
    if name == "MLflow, Python only":
        return said(mlflow_folder(where, "", {"python_model.pkl": b"\x80\x04N."}))
    if name == "plain folder":
        (where / "models").mkdir()
        return said(where / "models")
    plain = name.removesuffix(" with consent")
    file, data = FILES[plain]
    (where / file).write_bytes(data())
    return said(where / file, consent=name != plain)


NAMES = (*FILES, *(f"{name} with consent" for name in CONSENTED), "MLflow, Python only", "plain folder")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_is_what_was_read_and_kept(name: str, tmp_path: Path) -> None:
    pytest.importorskip("xgboost")
    pytest.importorskip("onnx")
    assert case(name, tmp_path) == json.loads(KEPT.read_text(encoding="utf-8"))[name]


def test_no_sentence_needs_knowledge_of_the_program() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    for name, languages in kept.items():
        assert languages["de"] != languages["en"], name
        for sentence in (*languages["de"], *languages["en"]):
            for word in ("Traceback", "Error", "Exception", "None", "b'", "{", "<class"):
                assert word not in sentence, (name, sentence)


if __name__ == "__main__":
    found = {}
    for each in NAMES:
        with tempfile.TemporaryDirectory() as temporary:
            found[each] = case(each, Path(temporary))
    KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
