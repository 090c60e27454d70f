"""Does the reviewed list let through what a saved model needs, and nothing else?"""

import copyreg
import pickle
import pickletools
import sys
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.artifacts.pickle_steps import CODES
from core.artifacts.unpickling import _Loader, load
from core.artifacts.unpickling_list import Threat, Use, allowed
from core.artifacts.unpickling_types import set_state
from core.errors import PruefsteinError, UntrustedArtifactError, UserError
from tests.core.artifacts.hostile.assembly import (
    Raw,
    call,
    entries,
    finished,
    made,
    named,
    named_late,
    push,
    stated,
)  # fmt: skip

LINEAR, SPLIT = "sklearn.linear_model._base.LinearRegression", "sklearn.model_selection._split.KFold"

STEPS: dict[str, bytes] = {
    "a call of a class of models": finished(call("sklearn.linear_model._logistic.LogisticRegression")),
    "arguments for an instance": finished(named(LINEAR) + b"(K\x01t\x81"),
    "an instance of a value": finished(push("text") + b")\x81"),
    "a call of a value": finished(push("text") + b")R"),
    "a call without a tuple": finished(named("numpy.dtype") + b"K\x01R"),
    "keyword arguments": finished(named(LINEAR) + b")}\x92", 4),
    "an instance of Python 2": b"(ibuiltins\ndict\n.",
    "an instance of Python 2 from the stack": b"(cbuiltins\ndict\no.",
    "an extension code of one byte": finished(b"\x82\x01"),
    "an extension code of two bytes": finished(b"\x83\x01\x00"),
    "an extension code of four bytes": finished(b"\x84\x01\x00\x00\x00"),
    "a reference outside": b"Pname\n.",
    "a binary reference outside": finished(b"K\x01Q"),
    "bytes from outside": finished(b"\x97", 5),
    "bytes from outside, read only": finished(b"C\x01x\x98", 5),
    "the state of a class": finished(stated(named(SPLIT), {"x": 1})),
    "the slots of a class": finished(stated(named(SPLIT), (None, {"x": 1}))),
    "the state of a function": finished(stated(named("numpy.mean"), {"x": 1})),
    "the slots of an instance": finished(stated(made(SPLIT), (None, {"x": 1}))),
    "another class of an instance": finished(
        stated(made(LINEAR), {"__class__": 1})
    ),
    "a method of an instance": finished(
        stated(made(LINEAR), {"__setstate__": 1})
    ),
    "attributes not named by text": finished(stated(made(SPLIT), {1: 1})),
    "items of a text": finished(push("text") + b"(K\x01e"),
    "an item of a model": finished(made(LINEAR) + b"K\x01a"),
    "entries of a model": finished(made(LINEAR) + b"K\x01K\x01s"),
    "members of a list": finished(b"](K\x01\x90", 4),
    "a shape before the data": finished(
        call("numpy._core.multiarray._reconstruct", named("numpy.ndarray"), (9,), b"b")
    ),
    "a type all others share": finished(call("numpy.dtype", "f8", False, False)),
    "a type by several fields": finished(call("numpy.dtype", "f8,O", False, True)),
    "a codec": finished(call("_codecs.encode", "x", "rot13")),
    "bytes by their number": finished(call("builtins.bytearray", 1 << 30)),
    "a factory of missing entries": finished(call("collections.defaultdict", named("numpy.mean"))),
    "an instance with a base": finished(
        call("copyreg._reconstructor", named(SPLIT), named("builtins.list"), [1])
    ),
    "a class nobody named": finished(
        call("copyreg._reconstructor", push("KFold"), named("builtins.object"), None)
    ),
    "a random generator around a call": finished(
        call("numpy.random._pickle.__generator_ctor", "x", named("numpy.mean"))
    ),
    "a scalar of objects": finished(
        call("numpy._core.multiarray.scalar", call("numpy.dtype", "O8", False, True), b"x" * 8)
    ),
    "a joblib array without a description": finished(
        stated(made("joblib.numpy_pickle.NumpyArrayWrapper"), entries(shape=(1,)))
    ),
    "a list as state": finished(stated(made(SPLIT), [1])),
    "column names from a list": finished(
        call("pandas.core.indexes.base._new_Index", named("pandas.Index"), {"data": [1]})
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_no_saved_model_needs_is_refused(step: str) -> None:
    with pytest.raises(UntrustedArtifactError, match="no saved model needs"):
        load(STEPS[step])


def test_a_registered_extension_code_is_refused_as_well() -> None:
    copyreg.add_extension("os", "system", 240)
    try:
        with pytest.raises(UntrustedArtifactError, match="EXT1"):
            load(finished(b"\x82\xf0"))
    finally:
        copyreg.remove_extension("os", "system", 240)


def test_a_function_that_may_be_called_cannot_be_kept() -> None:
    """Otherwise a model could call it with arguments nobody checked."""
    kept_function = load(finished(named("_codecs.encode")))
    assert not callable(kept_function)


@pytest.mark.parametrize(
    "state",
    [
        (3, "|", None, None, None, -1, -1, 0),
        (3, "|", None, None, None, 8, 8, 63, {"x": 1}),
        (3, "|", (np.dtype("f8"), (2,)), None, None, -1, -1, 63),
        (3, "|", None, ("a",), {"a": (np.dtype("O"), 0)}, 8, 8, 0),
        (2, "|", None, None, None, -1, -1, 63),
        "text",
    ],
)
def test_objects_are_never_declared_to_be_numbers(state: object) -> None:
    with pytest.raises(UntrustedArtifactError, match=r"numpy\.dtype"):
        set_state(np.dtype("O8"), state)


@pytest.mark.parametrize(
    "fields", [{"a": (np.dtype("f8"), 4)}, {"a": (np.dtype("f8"), -8)}, {"b": (np.dtype("f8"), 0)}, {"a": 1}]
)
def test_the_fields_of_a_record_lie_inside_of_it(fields: object) -> None:
    with pytest.raises(UntrustedArtifactError):
        set_state(np.dtype("V8"), (3, "|", None, ("a",), fields, 8, 1, 0))


REVIEWED = {
    "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "STRING", "BINSTRING", "SHORT_BINSTRING",
    "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "NONE", "NEWTRUE", "NEWFALSE", "UNICODE", "SHORT_BINUNICODE",
    "BINUNICODE", "BINUNICODE8", "FLOAT", "BINFLOAT", "EMPTY_LIST", "LIST", "EMPTY_TUPLE", "TUPLE", "TUPLE1",
    "TUPLE2", "TUPLE3", "EMPTY_DICT", "DICT", "EMPTY_SET", "FROZENSET", "POP", "DUP", "MARK", "POP_MARK",
    "GET", "BINGET", "LONG_BINGET", "PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE", "PROTO", "STOP", "FRAME",
    "GLOBAL", "STACK_GLOBAL",
}  # fmt: skip
"""Steps of the standard library that are taken as they are: they make plain values or ask `find_class`."""


def test_every_step_of_this_python_was_reviewed_or_replaced() -> None:
    plain = pickle._Unpickler.dispatch
    kept_as_is = {name for name, code in CODES.items() if _Loader.dispatch[code] is plain[code]}
    assert kept_as_is == REVIEWED
    assert {opcode.name for opcode in pickletools.opcodes} == set(CODES)


def test_everything_on_the_list_exists_and_is_what_it_was_reviewed_as() -> None:
    for full, use in allowed().names.items():
        module, _, name = full.rpartition(".")
        try:
            found = getattr(import_module(module), name)
        except ModuleNotFoundError:
            assert not module.startswith(("numpy", "scipy", "builtins")), full
            continue
        if use is Use.CLASS:
            assert isinstance(found, type), full
        assert use is not Use.UFUNC or isinstance(found, np.ufunc), full
        assert callable(found), full


def test_modules_of_models_give_nothing_but_models() -> None:
    """Modules import much besides what they define, for example functools.partial."""
    given, refused = set(), set()
    for top in sorted(allowed().estimators):
        if top.startswith("xgboost"):
            continue
        for module in [name for name in sys.modules if name == top or name.startswith(f"{top}.")]:
            for name in vars(sys.modules[module]):
                try:
                    found = load(finished(named(f"{module}.{name}")))
                except (PruefsteinError, pickle.UnpicklingError, UnicodeDecodeError):
                    refused.add(name)
                    continue
                given.add(found)
    models = {item for item in given if isinstance(item, type)}
    rest = {item for item in models if not issubclass(item, BaseEstimator)}
    assert len(models) > 100
    assert all(item.__module__.startswith(("sklearn.", "lightgbm.")) for item in models)
    assert {f"{item.__module__}.{item.__name__}" for item in rest} <= set(allowed().names)
    assert {"partial", "Parallel", "Memory", "warnings", "np"} & refused


@pytest.mark.parametrize(
    ("full", "threat"),
    [
        ("os.system", Threat.DANGEROUS), ("posix.system", Threat.DANGEROUS), ("nt.system", Threat.DANGEROUS),
        ("__builtin__.eval", Threat.DANGEROUS), ("functools.partial", Threat.DANGEROUS),
        ("operator.attrgetter", Threat.DANGEROUS), ("sklearn.utils._testing.x", Threat.DANGEROUS),
        ("numpy.f2py.crackfortran.getlincoef", Threat.DANGEROUS), ("joblib.memory.Memory", Threat.DANGEROUS),
        ("scipy.stats._continuous_distns.norm_gen", Threat.DANGEROUS),
        ("sklearn.datasets.x", Threat.DANGEROUS),
        ("cloudpickle.cloudpickle._make_function", Threat.CODE), ("dill._dill._create_type", Threat.CODE),
        ("__main__.Scorer", Threat.UNKNOWN), ("company.models.Scorer", Threat.UNKNOWN),
        ("numpy.memmap", Threat.UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_not_listed_is_refused_by_its_name(full: str, threat: Threat) -> None:
    module, _, _ = full.rpartition(".")
    assert allowed().threat(module) is threat
    with pytest.raises(UntrustedArtifactError) as refused:
        load(finished(named(full)))
    assert f"“{full}”" in str(refused.value.message)


@pytest.mark.parametrize(
    "full",
    [
        "sklearn.linear_model._base.LinearRegression.fit", "sklearn.pipeline.Pipeline.__class__",
        "sklearn.linear_model.tests.test_base.x", "sklearn.pipeline.__builtins__",
        "sklearn.pipeline.Ｐipeline",
        "builtins.getattr", "builtins.eval", "numpy.load", "numpy.fromfile", "numpy.lib.npyio.DataSource",
    ],
)  # fmt: skip
def test_detours_to_a_listed_place_are_refused(full: str) -> None:
    with pytest.raises(PruefsteinError):
        load(b"\x80\x04" + named_late(full) + b".")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xgboost.core", None)
    monkeypatch.setattr("core.artifacts.unpickling.installed", lambda _name: None)
    with pytest.raises(UserError, match="library xgboost, which is not installed"):
        load(finished(named("xgboost.core.Booster")))


def test_raw_steps_are_put_together_as_pickle_does() -> None:
    assert pickle.loads(finished(call("builtins.len", [1, 2]))) == 2
    assert pickle.loads(finished(entries(a=push(1)))) == {"a": 1}
    assert isinstance(push("x"), Raw)


REACHED: list[str] = []
"""What reached the system while the list below was on guard."""
_GUARDED = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "subprocess.",
    "socket.",
    "shutil.",
    "os.remove",
)


def _on_guard(event: str, arguments: tuple[object, ...]) -> None:
    if GUARD["on"]:
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if event.startswith(_GUARDED) or writes:
            REACHED.append(event)


GUARD = {"on": False}
sys.addaudithook(_on_guard)
ORDINARY = tuple(
    pickle.dumps(make_pipeline(StandardScaler(), LogisticRegression()).fit([[0.0], [1.0]], [0, 1]), number)
    for number in (0, 2, 4)
)
SPICE = (
    b"cos\nsystem\n",
    b"(S'true'\ntR",
    b"\x93",
    b"R",
    b"b",
    b"\x81",
    b"o",
    b"h\x00",
    b"\x8c\x02os\x8c\x06system\x93",
)


@given(st.data())
def test_changed_models_never_reach_the_system(draw: st.DataObject) -> None:
    data = bytearray(draw.draw(st.sampled_from(ORDINARY)))
    for _ in range(draw.draw(st.integers(1, 6))):
        at = draw.draw(st.integers(0, len(data) - 1))
        data[at : at + draw.draw(st.integers(0, 3))] = draw.draw(
            st.one_of(st.sampled_from(SPICE), st.binary(max_size=3))
        )
    GUARD["on"] = True
    try:
        load(bytes(data))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (whatever a damaged file raises becomes a sentence in the worker)
        pass
    finally:
        GUARD["on"] = False
    assert REACHED == []


def test_the_guard_above_notices_what_reaches_the_system() -> None:
    GUARD["on"] = True
    try:
        pickle.loads(finished(call("os.system", "true")))
    finally:
        GUARD["on"] = False
    assert REACHED == ["os.system"]
    REACHED.clear()
