"""How is an audit without inventory put into words of one language?"""

from dataclasses import dataclass

from core.evidence import OpinionEvidence
from core.examination import Examination
from core.inventory import SensitivePurpose
from core.language import Translator
from core.opinion import Opinion, OpinionGrade
from core.remarks import Remark
from core.texts import Text
from reports.document import Callout, Issue, Statement, Tone
from reports.document import Opinion as OpinionBlock
from reports.parts.context import Context, Shown, Trail

GRADE_TONES = {
    OpinionGrade.UNQUALIFIED: Tone.OK,
    OpinionGrade.QUALIFIED: Tone.WARN,
    OpinionGrade.ADVERSE: Tone.BAD,
    OpinionGrade.DISCLAIMED: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionContext(Context):
    """What an audit opinion is made from."""

    evidence: OpinionEvidence

    @property
    def opinion(self) -> Opinion:
        """Return the opinion."""
        return self.evidence.opinion

    @property
    def examination(self) -> Examination:
        """Return what was examined and found."""
        return self.evidence.opinion.examination

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the record that every statement rests on."""
        return (self.evidence.opinion.id,)

    @property
    def author(self) -> str:
        """Return the author's name; a draft may have none yet."""
        if self.evidence.workspace is None and not self.parties:
            return self.translator.tr("N. N.")
        return self.who(self.opinion.author)

    def state(self, text: str) -> Statement:
        """Return a sentence that the opinion's record shows."""
        return Statement(text=text, evidence=self.ids)

    def said(self, text: Text) -> OpinionBlock:
        """Return what the author wrote."""
        words = self.translator.text(text) or self.translator.tr("(text erased)")
        return OpinionBlock(text=words, author=self.author, evidence=self.ids)

    def remark(self, remark: Remark) -> Statement:
        """Return a stored sentence."""
        return self.state(self.translator.say(remark.message))

    def file(self, name: Text) -> str:
        """Return the name of a received file, which has no language."""
        return name.name() or self.translator.tr("(name erased)")

    @property
    def bias_only(self) -> tuple[str, ...]:
        """Return the columns that are kept for bias tests only."""
        stated = self.examination.plan.purposes.items()
        return tuple(name for name, purpose in stated if purpose is SensitivePurpose.BIAS_TEST_ONLY)


def opinion_context(evidence: OpinionEvidence, translator: Translator, issue: Issue | None) -> OpinionContext:
    """Return what the report on an opinion is made from; without issue it is a draft."""
    opinion = evidence.opinion
    point = evidence.trail
    return OpinionContext(
        translator=translator,
        issue=issue,
        shown=(_shown(opinion, translator),),
        policy=opinion.examination.policy,
        parties=evidence.parties,
        digest=evidence.digest,
        trail=None
        if point is None
        else Trail(checkpoint=point, extract=evidence.extract, intact=bool(evidence.trail_intact)),
        whole=True,
        evidence=evidence,
    )


def grade_callout(context: OpinionContext, *, here: bool = False) -> Callout:
    """Return the author's grade, or that none is expressed; a word stands beside the color.

    `here`: the author's words follow, so that nothing points to them.
    """
    tr, opinion = context.translator.tr, context.opinion
    if opinion.grade is None:
        title = tr("No opinion is expressed")
        text = tr("This report records figures only. It says nothing about how they are to be judged.")
        return Callout(title=title, text=text, tone=Tone.NEUTRAL, evidence=context.ids)
    values = {"author": context.author, "date": opinion.written_at.date()}
    text = tr("Expressed by {author} on {date}.", **values) if here else _pointer(context, opinion.grade)
    title = context.translator.label(opinion.grade)
    return Callout(title=title, text=text, tone=GRADE_TONES[opinion.grade], evidence=context.ids)


def _pointer(context: OpinionContext, grade: OpinionGrade) -> str:
    """Return what the grade means, and where the author's words stand."""
    tr = context.translator.tr
    values = {"author": context.author, "date": context.opinion.written_at.date()}
    match grade:
        case OpinionGrade.UNQUALIFIED:
            return tr("{author} has no reservations, as written on {date} in section 7.", **values)
        case OpinionGrade.QUALIFIED:
            return tr("{author} has reservations, as written on {date} in section 7.", **values)
        case OpinionGrade.ADVERSE:
            return tr("{author} concludes against it, as written on {date} in section 7.", **values)
        case OpinionGrade.DISCLAIMED:
            return tr("{author} cannot conclude, as written on {date} in section 7.", **values)


def _shown(opinion: Opinion, translator: Translator) -> Shown:
    examined = opinion.examination
    return Shown(
        id=opinion.id,
        data=examined.table.file_name.name() or translator.tr("(name erased)"),
        results=examined.results,
        seed=examined.plan.seed,
        environment=examined.environment,
        options=examined.plan.options,
        confinement=examined.confinement,
        examined=True,
    )
