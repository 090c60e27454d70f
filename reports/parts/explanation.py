"""Which features move the model, and can the attributions be trusted?"""

from reports.document import Section
from reports.parts.checks import check_section
from reports.parts.context import Context
from reports.parts.result_page import result_blocks


def explanation_section(context: Context, number: str) -> Section:
    """Return a part for every run."""
    missing = context.translator.tr("The model was not explained on this version; the validator must run it.")
    return check_section(context, number, check="explanation", missing=missing, blocks=result_blocks)
