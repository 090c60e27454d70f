"""How is a pickle put together by hand, step by step?"""

import pickle

STOP = b"."


class Raw(bytes):
    """Steps that leave one object on the stack."""


def push(value: object) -> Raw:
    """Steps that leave a plain value, or what other steps make."""
    if isinstance(value, Raw):
        return value
    if isinstance(value, tuple) and any(isinstance(item, Raw | tuple) for item in value):
        return Raw(b"(" + b"".join(push(item) for item in value) + b"t")
    return Raw(pickle.dumps(value, 2)[2:-1])


def named(full: str) -> Raw:
    """Steps that leave what a full name stands for."""
    module, _, name = full.rpartition(".")
    return Raw(f"c{module}\n{name}\n".encode())


def named_late(full: str) -> Raw:
    """The same by two texts from the stack, as newer protocols write it."""
    module, _, name = full.rpartition(".")
    parts = (module.encode(), name.encode())
    texts = b"".join(b"\x8c" + bytes([len(item)]) + item for item in parts)
    return Raw(texts + b"\x93")


def call(function: "str | Raw", *arguments: object) -> Raw:
    """Steps that leave the result of a call."""
    asked = function if isinstance(function, Raw) else named(function)
    return Raw(asked + b"(" + b"".join(push(item) for item in arguments) + b"tR")


def made(kind: str) -> Raw:
    """Steps that leave an instance made without its constructor."""
    return Raw(named(kind) + b")\x81")


def stated(target: Raw, state: object) -> Raw:
    """Steps that set a state."""
    return Raw(target + push(state) + b"b")


def entries(**items: object) -> Raw:
    """Steps that leave a dictionary whose values are made by steps."""
    return Raw(b"}(" + b"".join(push(key) + push(value) for key, value in items.items()) + b"u")


def attribute(target: "str | Raw", name: str) -> Raw:
    """Steps that leave an attribute."""
    return call("builtins.getattr", target if isinstance(target, Raw) else named(target), name)


def finished(steps: bytes, protocol: int = 2) -> bytes:
    """A whole pickle."""
    return b"\x80" + bytes([protocol]) + steps + STOP
