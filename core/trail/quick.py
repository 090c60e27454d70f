"""Which rows say exactly what their columns, the key and the workspace say, and what do these rows tell?

The canonical bytes are put together from the columns and compared with the payload, many rows at a time. Only
the states of the object (`after`, `before`) and the reason are taken from the payload: digests and a reason
must be 64 hexadecimal digits, changed fields a JSON object in canonical form, and nothing in a column may be
written otherwise in JSON. A row for which one of this does not hold gets no answer here: it is parsed and
judged by the rules of the record (`core.trail.careful`).
"""

import re
from collections.abc import Callable, Iterable, Sequence

from core.audit import Action, ObjectKind
from core.trail import careful

Cells = tuple[int, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""seq, payload, hash and signature (where it is checked), ts, actor, action, object kind, object id, tx."""
Texts = tuple[str, ...]
Said = tuple[bytes, bytes | None, bytes | None, Texts, bytes]
"""Kind and id with a blank between, digest after, digest before, texts in the fields, reason (or empty)."""
KeyOf = Callable[[bytes, int], tuple[int, int, bytes]]
"""Takes actor and number: behind which number, up to which number, and which key; empty: could not act."""

_ACTIONS = frozenset(action.value.encode() for action in Action)
_KINDS = frozenset(kind.value.encode() for kind in ObjectKind)
_PLAIN = bytes(code for code in range(0x20, 0x7F) if code not in b'"\\')
"""Printable ASCII without quotes and backslashes: JSON writes it as it is."""
_HEX = b"0123456789abcdef"
_REASON = re.compile(rb'"[0-9a-f]{64}"').fullmatch
_BEFORE_DIGEST = len('{"action":"","actor":"","after":{"digest":"')
_BEHIND_REASON = len(',"seq":,"ts":"","v":1}')
_AROUND_OBJECT = len('","kind":"","tx":""},"reason":')
_NEW = b'","fields":{}},"before":null'
_BETWEEN = b'},"before":{"digest":"'
_FIELDS = b'","fields":'
_REMEMBERED = 50_000


class Quick:
    """Compares rows with what they should say; knows nothing of the rows before."""

    def __init__(self, workspace: str, key_of: KeyOf) -> None:
        """Remember which workspace it must be and who knows the keys."""
        self._key_of = key_of
        self._workspace = workspace.encode()
        self._shapes: dict[tuple[bytes, bytes], Texts | None] = {}

    def said(self, rows: Sequence[Cells]) -> list[Said | None]:
        """Return what each row says; None: it must be read carefully."""
        if not _known(rows):
            if len(rows) == 1:
                return [None]
            half = len(rows) // 2
            return self.said(rows[:half]) + self.said(rows[half:])
        found = self._compared(rows, self._middles(rows))
        if _digests([item for item in found if item is not None]):
            return found
        return [item if item is not None and _digests([item]) else None for item in found]

    def _compared(self, rows: Sequence[Cells], middles: dict[bytes, bytes]) -> list[Said | None]:
        """Put the payloads together from the columns and compare."""
        join, shapes, found = b"".join, self._shapes, list[Said | None]()
        add = found.append
        for seq, payload, _, _, ts, actor, action, kind, identity, tx in rows:
            digits, middle = b"%d" % seq, middles[actor]
            first = _BEFORE_DIGEST + len(action) + len(actor)
            stop = len(payload) - _BEHIND_REASON - len(digits) - len(ts)
            reason = payload[stop - 4 : stop]
            if reason != b"null":
                reason = payload[stop - 66 : stop]
            stop -= len(reason) + _AROUND_OBJECT + len(identity) + len(kind) + len(tx) + len(middle)
            after, rest = payload[first : first + 64], payload[first + 64 : stop]
            expected = join((
                b'{"action":"', action, b'","actor":"', actor, b'","after":{"digest":"', after, rest, middle,
                identity, b'","kind":"', kind, b'","tx":"', tx, b'"},"reason":', reason, b',"seq":', digits,
                b',"ts":"', ts, b'","v":1}',
            ))  # fmt: skip
            if expected != payload or not middle or not (reason == b"null" or _REASON(reason)):
                add(None)
                continue
            why = b"" if reason == b"null" else reason[1:-1]
            if rest == _NEW:
                add((kind + b" " + identity, after, None, (), why))
                continue
            head, _, tail = rest.partition(_BETWEEN)
            shape = (head, tail[64:])
            texts = shapes[shape] if shape in shapes else self._shape(shape)
            add(None if texts is None else (kind + b" " + identity, after, tail[:64], texts, why))
        return found

    def _middles(self, rows: Sequence[Cells]) -> dict[bytes, bytes]:
        """Return for each actor what stands between states and object id.

        Empty if there is no key, or another one from some row on: then the rows of this actor are parsed.
        """
        first = {row[5]: row[0] for row in reversed(rows)}
        last = {row[5]: row[0] for row in rows}
        found = {}
        for actor, low in first.items():
            behind, upto, key = self._key_of(actor, low)
            whole = b',"db":"%b","key":"%b","object":{"id":"' % (self._workspace, key)
            holds = behind < low and last[actor] <= upto and key and _plain((key, self._workspace))
            found[actor] = whole if holds else b""
        return found

    def _shape(self, shape: tuple[bytes, bytes]) -> Texts | None:
        """Return the texts in the changed fields of both states; None if these are no canonical objects."""
        if len(self._shapes) > _REMEMBERED:
            self._shapes.clear()
        self._shapes[shape] = found = _texts(*shape)
        return found


def _texts(head: bytes, tail: bytes) -> Texts | None:
    if not head.startswith(_FIELDS) or not tail.startswith(_FIELDS) or not tail.endswith(b"}"):
        return None
    new = careful.texts_of_fields(head[len(_FIELDS) :])
    old = careful.texts_of_fields(tail[len(_FIELDS) : -1])
    return None if new is None or old is None else new + old


def _known(rows: Sequence[Cells]) -> bool:
    """Tell whether all actions and kinds are known and no column would be written otherwise in JSON."""
    try:
        _, _, _, _, ts, actors, actions, kinds, identities, txs = zip(*rows, strict=True)
        plain = all(_plain(column) for column in (ts, actors, identities, txs))
        return plain and _ACTIONS.issuperset(actions) and _KINDS.issuperset(kinds)
    except TypeError:  # a table that was made anew, with other types
        return False


def _plain(words: Iterable[bytes]) -> bool:
    return not b"".join(words).translate(None, _PLAIN)


def _digests(said: Sequence[Said]) -> bool:
    """Tell whether all digests are 64 hexadecimal digits."""
    all_of = [after for _, after, _, _, _ in said if after is not None]
    all_of += [before for _, _, before, _, _ in said if before is not None]
    whole = b"".join(all_of)
    return len(whole) == 64 * len(all_of) and not whole.translate(None, _HEX)
