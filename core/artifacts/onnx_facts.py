"""What does an ONNX file say about itself, before any runtime opens it?

Field numbers: onnx.proto of the ONNX project (ModelProto, GraphProto, NodeProto, AttributeProto,
TensorProto).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.artifacts.protobuf import (
    NotProtobufError,
    Patience,
    TooManyFieldsError,
    fields,
    packed,
    text,
)

STANDARD = frozenset({"", "ai.onnx", "ai.onnx.ml"})
_MODEL = {"ir": 1, "producer": 2, "producer_version": 3, "graph": 7, "metadata": 14, "functions": 25}
_NODE, _INITIALIZER, _SPARSE = 1, 5, 15
_LABELS = frozenset({"classlabels_int64s", "classlabels_ints", "classlabels_strings"})
_DEEPEST = 16
_PLACE = re.compile(r"[0-9]{1,15}")
_PATIENCE = 400_000
"""Fields read in the application: far more than a network with weights in other files has."""


@dataclass(slots=True)
class OnnxFacts:
    """What was read."""

    producer: str = ""
    producer_version: str = ""
    graph_found: bool = False
    operators: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    external: bool = False
    """Whether any weights lie in other files."""
    locations: set[str] = field(default_factory=set)
    """Names of these files; the empty name where a weight does not say in which file it lies."""
    reach: dict[str, int] = field(default_factory=dict)
    """How many bytes of each file the weights claim."""
    classes: tuple[str, ...] = ()
    """Class labels of the last classifier operator."""
    metadata: dict[str, str] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)

    @property
    def foreign(self) -> tuple[str, ...]:
        """Return operators outside the ONNX standard, as "domain:name"."""
        return tuple(sorted(item for item in self.operators if item.partition(":")[0] not in STANDARD))

    @property
    def features(self) -> tuple[str, ...]:
        """Return the input columns a one-tensor model names in its metadata as JSON list, else none."""
        try:
            names = json.loads(self.metadata.get("features", "[]"))
        except ValueError:
            return ()
        return tuple(str(name) for name in names) if isinstance(names, list) else ()


def read_facts(data: bytes) -> OnnxFacts:
    """Read an ONNX file; raises `NotProtobufError` if it is none."""
    facts = OnnxFacts()
    _read(data, facts)
    return facts


def skim_facts(data: bytes) -> OnnxFacts:
    """Read what an ONNX file says as far as it can be told at once; raises `NotProtobufError` if it is none.

    A file of endless small parts is left to the worker, which reads all of it before any runtime does.
    """
    facts = OnnxFacts(patience=Patience(_PATIENCE))
    try:
        _read(data, facts)
    except TooManyFieldsError:
        if not facts.graph_found or not facts.operators:
            raise NotProtobufError("no operator within reach") from None
    return facts


def _read(data: bytes, facts: OnnxFacts) -> None:
    for number, value in fields(memoryview(data), facts.patience):
        if number == _MODEL["producer"]:
            facts.producer = text(value)
        elif number == _MODEL["producer_version"]:
            facts.producer_version = text(value)
        elif number == _MODEL["graph"] and isinstance(value, memoryview):
            facts.graph_found = True
            _graph(value, facts, 0)
        elif number == _MODEL["functions"] and isinstance(value, memoryview):
            _nodes(value, facts, number=7, depth=0)
        elif number == _MODEL["metadata"] and isinstance(value, memoryview):
            pair = dict(fields(value, facts.patience))
            facts.metadata[text(pair.get(1, memoryview(b"")))] = text(pair.get(2, memoryview(b"")))
    if not facts.graph_found or not facts.operators:
        raise NotProtobufError("no graph")


def _graph(data: memoryview, facts: OnnxFacts, depth: int) -> None:
    if depth > _DEEPEST:
        raise NotProtobufError("graphs are nested too deeply")
    _nodes(data, facts, number=_NODE, depth=depth)
    for number, value in fields(data, facts.patience):
        if not isinstance(value, memoryview):
            continue
        if number == _INITIALIZER:
            _tensor(value, facts)
        elif number == _SPARSE:
            for _, part in fields(value, facts.patience):
                if isinstance(part, memoryview):
                    _tensor(part, facts)


def _nodes(data: memoryview, facts: OnnxFacts, *, number: int, depth: int) -> None:
    for found, node in fields(data, facts.patience):
        if found != number or not isinstance(node, memoryview):
            continue
        parts = list(fields(node, facts.patience))
        name = next((text(value) for item, value in parts if item == 4), "")
        domain = next((text(value) for item, value in parts if item == 7), "")
        facts.operators.add(f"{domain}:{name}")
        facts.domains.add(domain)
        for item, value in parts:
            if item == 5 and isinstance(value, memoryview):
                _attribute(value, facts, depth)


def _attribute(data: memoryview, facts: OnnxFacts, depth: int) -> None:
    parts = list(fields(data, facts.patience))
    name = next((text(value) for item, value in parts if item == 1), "")
    labels: list[str] = []
    for item, value in parts:
        if item in {5, 10} and isinstance(value, memoryview):
            _tensor(value, facts)
        elif item in {6, 11} and isinstance(value, memoryview):
            _graph(value, facts, depth + 1)
        elif name in _LABELS:
            labels += _label(item, value)
    if labels:
        facts.classes = tuple(labels)


def _label(item: int, value: "int | memoryview") -> Iterator[str]:
    if item == 8:
        yield from (str(number) for number in packed(value))
    elif item == 9:
        yield text(value)


def _tensor(data: memoryview, facts: OnnxFacts) -> None:
    stated: dict[str, str] = {}
    outside = False
    for number, value in fields(data, facts.patience):
        if number == 13 and isinstance(value, memoryview):
            outside = True
            pair = dict(fields(value, facts.patience))
            stated[text(pair.get(1, memoryview(b"")))] = text(pair.get(2, memoryview(b"")))
        elif number == 14 and value == 1:
            outside = True
    if outside:
        facts.external = True
        _outside(stated, facts)


def _outside(stated: dict[str, str], facts: OnnxFacts) -> None:
    """Keep where a weight lies and how far into the file it reaches."""
    location = stated.get("location", "")
    facts.locations.add(location)
    offset, length = (stated.get(key, "0") for key in ("offset", "length"))
    if not (_PLACE.fullmatch(offset) and _PLACE.fullmatch(length)):
        raise NotProtobufError("the place of a weight is no number")
    facts.reach[location] = max(facts.reach.get(location, 0), int(offset) + int(length))
