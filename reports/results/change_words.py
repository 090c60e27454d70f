"""What is it called how a feature may change?"""

from collections.abc import Mapping

from reports.results.page import View


def change_words(view: View) -> Mapping[str, str]:
    """Return the words for each kind of change; sensitive features are never advice."""
    tr = view.tr
    return {
        "any": tr("can be changed"),
        "up": tr("can only rise"),
        "down": tr("can only fall"),
        "fixed": tr("cannot be changed"),
        "sensitive": tr("sensitive, never advice"),
    }
