"""How is an ONNX model recognized, and opened whether it takes one input per column or one tensor?

It is opened only inside the model worker: the runtime is compiled code that reads a foreign file.
"""

import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.artifacts import containers, words
from core.artifacts.base import Companions, ModelFormat, Recognized
from core.artifacts.cells import as_numbers, as_text
from core.artifacts.onnx_facts import OnnxFacts, read_facts, skim_facts
from core.artifacts.opened import OpenedModel, class_text
from core.artifacts.protobuf import NotProtobufError
from core.errors import UntrustedArtifactError, UserError
from core.inventory import ArtifactFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from onnxruntime import InferenceSession, NodeArg

_NUMBERS = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(float16)": "float16",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(bool)": "bool",
}
_WHOLE = frozenset({"tensor(int64)", "tensor(int32)"})
_TEXT = "tensor(string)"


def recognize(data: bytes, _name: str) -> Recognized | None:
    """Recognize a protobuf message with a graph of operators; ONNX has no first bytes of its own."""
    if not data or containers.no_model(data) is not None:
        return None
    try:
        facts = skim_facts(data)
    except (NotProtobufError, RecursionError):
        return None
    producer = {facts.producer[:60]: facts.producer_version[:60]} if facts.producer else {}
    return Recognized(
        said=message("a model in ONNX format"),
        libraries=producer,
        estimator="ONNX",
        needs=tuple(sorted(facts.locations)),
    )


def open_model(data: bytes, companions: Companions | None = None) -> OpenedModel:
    """Open an ONNX file; raises `UntrustedArtifactError` for custom operators and weights not at hand."""
    beside = companions or {}
    facts = _facts(data, beside)
    session = _session(data, beside)
    inputs = session.get_inputs()
    tensor = len(inputs) == 1 and _width(inputs[0]) != 1
    output, width = _output(session)
    unnamed = () if facts.classes else _numbered(facts, width)
    classes = unnamed or tuple(class_text(item) for item in facts.classes)
    return OpenedModel(
        estimator=f"ONNX({facts.producer or '?'}: {_main_operators(facts)})",
        features=facts.features if tensor else tuple(item.name for item in inputs),
        inputs=_width(inputs[0]) if tensor else len(inputs),
        classes=classes,
        predict=_predictor(session, output, tensor=tensor, classes=len(classes)),
        float32=not any(item.type == "tensor(double)" for item in session.get_outputs()),
        classes_named=not unnamed,
    )


def _facts(data: bytes, companions: Companions) -> OnnxFacts:
    try:
        facts = read_facts(data)
    except NotProtobufError as error:
        raise UserError(Message(words.NOT_READABLE, {"format": "ONNX", "detail": str(error)})) from None
    if facts.foreign:
        raise UntrustedArtifactError(
            Message(words.CUSTOM_OPERATORS, {"operators": ", ".join(facts.foreign[:8])})
        )
    if any(name not in companions for name in facts.locations):
        raise UntrustedArtifactError(Message(words.EXTERNAL_DATA))
    if any(reach > len(companions[name]) for name, reach in facts.reach.items()):
        raise UserError(Message(words.WEIGHTS_CUT_OFF))
    return facts


def _session(data: bytes, companions: Companions) -> "InferenceSession":
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, when the library is imported
    import onnxruntime as ort

    ort.disable_telemetry_events()
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    if companions:
        names, contents = list(companions), list(companions.values())
        sizes = [len(content) for content in contents]
        options.add_external_initializers_from_files_in_memory(names, contents, sizes)
    try:
        return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        if re.search(r"opset|IR version", str(error), re.IGNORECASE):
            raise UserError(Message(words.ONNX_TOO_NEW, {"installed": ort.__version__})) from error
        raise


def _width(node: "NodeArg") -> int:
    shape: Sequence[object] = node.shape or ()
    last = shape[-1] if len(shape) == 2 else 1
    return last if isinstance(last, int) else 0


def _main_operators(facts: OnnxFacts) -> str:
    names = sorted({item.partition(":")[2] for item in facts.operators})
    return ", ".join(names[:6])


def _numbered(facts: OnnxFacts, width: int) -> tuple[str, ...]:
    """Return numbers for the classes of a network that names none but gives probabilities."""
    operators = {item.rpartition(":")[2] for item in facts.operators}
    if width == 1 and "Sigmoid" in operators:
        return ("0", "1")
    several = 1 < width <= 1000 and "Softmax" in operators
    return tuple(str(position) for position in range(width)) if several else ()


def _output(session: "InferenceSession") -> tuple[str, int]:
    """Return the output with scores: a float tensor or ZipMap's list, the class label only if alone."""
    outputs = session.get_outputs()
    scores = [item for item in outputs if item.type in {"tensor(float)", "tensor(double)"}]
    maps = [item for item in outputs if item.type.startswith("seq(map(")]
    if not scores and not maps:
        raise UserError(Message(words.NO_OUTPUT))
    chosen = scores[-1] if scores else maps[-1]
    return chosen.name, _width(chosen)


def _predictor(
    session: "InferenceSession", output: str, *, tensor: bool, classes: int
) -> "Callable[[pd.DataFrame], npt.NDArray[np.float64]]":
    inputs = session.get_inputs()

    def predict(table: "pd.DataFrame") -> "npt.NDArray[np.float64]":
        feed = _tensor(inputs[0], table) if tensor else _columns(inputs, table)
        (raw,) = session.run([output], feed)
        return _matrix(raw, len(table), classes)

    return predict


def _matrix(raw: object, rows: int, classes: int) -> "npt.NDArray[np.float64]":
    import numpy as np

    if isinstance(raw, list):
        raw = [list(item.values()) for item in raw]
    values = np.asarray(raw, dtype=np.float64).reshape(rows, -1)
    if classes == 2 and values.shape[1] == 1:
        return np.hstack([1.0 - values, values])
    if values.shape[1] != max(classes, 1):
        raise UserError(Message(words.NO_OUTPUT))
    return values


def _tensor(node: "NodeArg", table: "pd.DataFrame") -> "dict[str, npt.NDArray[np.generic]]":
    import numpy as np

    expected = _width(node)
    if expected and expected != table.shape[1]:
        raise UserError(Message(words.INPUT_COUNT, {"expected": expected, "given": table.shape[1]}))
    columns = [_values(node.type, str(name), table[name]) for name in table.columns]
    return {node.name: np.column_stack(columns)}


def _columns(inputs: "Sequence[NodeArg]", table: "pd.DataFrame") -> "dict[str, npt.NDArray[np.generic]]":
    feed = {}
    for position, node in enumerate(inputs):
        name = node.name if node.name in table.columns else table.columns[position]
        values = _values(node.type, str(name), table[name])
        feed[node.name] = values.reshape(-1, 1) if len(node.shape or ()) == 2 else values
    return feed


def _values(kind: str, name: str, column: "pd.Series") -> "npt.NDArray[np.generic]":
    if kind == _TEXT:
        return as_text(column)
    if kind not in _NUMBERS:
        raise UserError(Message(words.INPUT_TYPE, {"column": name, "type": kind}))
    return _as_numbers(kind, name, column)


def _as_numbers(kind: str, name: str, column: "pd.Series") -> "npt.NDArray[np.generic]":
    import numpy as np

    values = as_numbers(column, name)
    if kind in _WHOLE and not np.array_equal(values, np.round(values)):
        raise UserError(Message(words.NOT_A_NUMBER, {"column": name}))
    return values.astype(_NUMBERS[kind])


FORMAT = ModelFormat(
    id=ArtifactFormat.ONNX,
    title="ONNX",
    endings=(".onnx",),
    recognize=recognize,
    open_model=open_model,
    libraries=("onnxruntime",),
    single=True,
    order=9,
)
