"""How is said in one line what became of something since a decision?"""

from core.governance.since import Happened, SinceThen
from core.language import Translator

_DIGEST = 64


def since_line(translator: Translator, item: SinceThen) -> str:
    """Return one thing that is otherwise, with before and now."""
    tr = translator.tr
    what = tr("Finding") if item.lapse is None else translator.label(item.lapse)
    head = " ".join(part for part in (what, item.name) if part)
    before, now = _short(item.before), _short(item.now)
    if item.happened is not Happened.REPLACED:
        return tr("{what}: {happened}", what=head, happened=item.happened) + (f" ({now})" if now else "")
    return tr("{what}: {before} → {now}", what=head, before=before or "–", now=now or tr("gone"))


def _short(value: str) -> str:
    return f"{value[:16]}…" if len(value) == _DIGEST else value
