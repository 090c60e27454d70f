"""Which worker runs the code of a test? Started like the product's workers, cold or forked."""

import os
import sys
import time

from core.jobs.channel import own_channel
from core.jobs.frames import ARROW, BYTES, JSON, Note, NoteKind, WireMessage, write_frame


def main(_arguments: list[str]) -> int:
    """Run the code of the second frame."""
    channel = own_channel()
    start = channel.start()
    names = {
        "os": os, "sys": sys, "time": time, "channel": channel, "start": start, "ARROW": ARROW, "JSON": JSON,
        "Note": Note, "NoteKind": NoteKind, "WireMessage": WireMessage, "write_frame": write_frame,
    }  # fmt: skip
    exec(channel.take(BYTES).decode(), names)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
