"""How is text of strangers shown in a tooltip, which Qt would read as markup?"""

from html import escape


def plain_tip(text: str) -> str:
    """Return a text that a tooltip shows as it is; no tag in it loads a picture or hides a part."""
    return escape(text).replace("\n", "<br>") if "<" in text else text
