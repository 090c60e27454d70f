"""Which bytes does a file hold, as one digest?"""

import hashlib
from pathlib import Path

from core.data.files import opened
from core.ids import Digest


def file_digest(path: Path) -> Digest:
    """Return the SHA-256 of a file's bytes; raises `UserError` if it cannot be read."""
    with opened(path) as file:
        return Digest(hashlib.file_digest(file, "sha256").hexdigest())
