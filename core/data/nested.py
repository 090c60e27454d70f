"""How is a value inside which there are further values written as one text?"""

import json


def json_text(value: object) -> str | None:
    """Return a nested value as JSON on one line, None for a missing one."""
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, default=str, separators=(", ", ": "))
