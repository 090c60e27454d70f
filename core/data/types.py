"""What is the type of a column called?"""

from core.messages import Message, message


def type_name(dtype: str) -> Message:
    """Return the word for a column's type."""
    match dtype:
        case "integer":
            return message("whole number")
        case "number":
            return message("number")
        case "boolean":
            return message("truth value")
        case "date":
            return message("date")
    return message("text")
