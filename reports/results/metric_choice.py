"""Which measure of fairness was chosen for a run, and for which reasons?"""

from core.language import Translator
from core.measures import measure_label
from core.metric_guide import steps
from core.options import CheckOptions
from reports.results.page import Head, Part, SayPart, TablePart


def metric_choice_parts(options: CheckOptions, translator: Translator) -> tuple[Part, ...]:
    """Return what is said about the chosen measure; nothing where none was chosen."""
    chosen, tr = options.metric, translator.tr
    if chosen is None:
        return ()
    said = tr(
        "Before the run the measure “{measure}” was chosen as the one that counts for this decision.",
        measure=tr(measure_label(chosen.measure)),
    )
    found = steps(chosen)
    if not found:
        return (SayPart(text=said),)
    rows = tuple(
        (
            tr(question.text),
            tr(answer.text),
            " ".join(filter(None, (tr(answer.why), translator.text(reason)))),
        )
        for question, answer, reason in found
    )
    heads = (
        Head(title=tr("Question"), share=1.0),
        Head(title=tr("Answer"), share=1.2),
        Head(title=tr("What follows, and the reason given"), share=2.0),
    )
    caption = tr("By the guide to measures; its sources: {sources}", sources=_authors())
    table = TablePart(title=tr("Why this measure"), heads=heads, rows=rows, caption=caption)
    return (SayPart(text=said), table)


def _authors() -> str:
    return "Saleiro et al. 2018; Barocas, Hardt, Narayanan 2023; Makhlouf et al. 2021; Hardt et al. 2016."
