"""Who consented to opening a file that can run program code, and why?"""

from core.inventory import ArtifactFormat, Consent
from reports.document import Callout, Cell, Tone
from reports.parts.context import Context, plain


def is_risky(kind: ArtifactFormat) -> bool:
    """Tell whether files of a format can run program code when they are opened."""
    return kind is ArtifactFormat.PICKLE


def format_cell(context: Context, kind: ArtifactFormat) -> Cell:
    """Return the name of a format; red, with words, where a file can run code."""
    name = context.translator.label(kind)
    if not is_risky(kind):
        return plain(name)
    return Cell(text=context.translator.tr("{format} · can run code", format=name), tone=Tone.BAD)


def consent_callout(context: Context, consent: Consent | None, evidence: tuple[str, ...]) -> Callout:
    """Return who consented to opening a file that can run code."""
    tr = context.translator.tr
    title = tr("This kind of file can run program code when it is opened")
    text = tr("It was not opened.")
    if consent is not None:
        text = tr(
            "{name} consented on {moment} to opening it in the confined process, through a list of allowed "
            "contents. Reason: {reason}",
            name=_name(context, consent),
            moment=consent.given_at,
            reason=consent.reason,
        )
    return Callout(title=title, text=text, tone=Tone.BAD, evidence=evidence)


def _name(context: Context, consent: Consent) -> str:
    """Return the name by the workspace's record of the person, else as it was given."""
    known = any(party.id == consent.by for party in context.parties)
    return context.who(consent.by) if known or not consent.name else consent.name
