"""How well does the model do on each class, against the trivial answer?"""

from reports.document import Section
from reports.parts.checks import check_section
from reports.parts.context import Context
from reports.parts.result_page import result_blocks


def performance_section(context: Context, number: str) -> Section:
    """Return a part for every run."""
    missing = context.translator.tr(
        "Performance was not measured on this version; the validator must run it."
    )
    return check_section(context, number, check="performance", missing=missing, blocks=result_blocks)
