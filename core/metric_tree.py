"""Which questions lead to a measure of fairness, what does each answer mean, and where is that argued?

Confusion measures take the favorable class as positive here. So the false positive rate of a suspicion, as
most authors write it, is the false negative rate here: the share of those without fault who are denied the
favorable decision. The guide asks about people, so that nobody has to translate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.messages import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One way to answer, and where it leads."""

    id: str
    text: str
    """English; marked with `N_`, like all texts here."""
    why: str
    """What follows from it, in one or two sentences."""
    then: str
    """Id of the next question, or of the measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its answers."""

    id: str
    text: str
    help: str
    answers: tuple[Answer, ...]


AIM = Question(
    id="aim",
    text=N_("What does fair treatment mean for this decision?"),
    help=N_(
        "Equal shares and equal mistakes usually cannot be had at once when the groups differ in their true "
        "outcomes (Kleinberg et al. 2017; Chouldechova 2017). So somebody has to decide, and say why."
    ),
    answers=(
        Answer(
            id="shares",
            text=N_("Each group should receive the favorable decision about equally often"),
            why=N_(
                "Then the true outcome plays no part in the comparison. This fits where differences between "
                "groups are themselves unjust, or where the law looks at the results of a selection."
            ),
            then="shares",
        ),
        Answer(
            id="mistakes",
            text=N_(
                "The model may decide by the true outcome, but must not be wrong more often for one group"
            ),
            why=N_("Then predictions are compared with what really happened, group by group."),
            then="label",
        ),
        Answer(
            id="number",
            text=N_("A number is predicted, such as a price, a limit or a duration"),
            why=N_("Numbers have no selection rate; their size or their errors are compared."),
            then="number",
        ),
        Answer(
            id="probability",
            text=N_("The score itself is used, such as a probability that sets an interest rate"),
            why=N_(
                "Without a cut-off there is no yes and no; what counts is whether the score keeps its word."
            ),
            then="probability",
        ),
    ),
)
SHARES = Question(
    id="shares",
    text=N_("How is the gap between groups to be read?"),
    help=N_(
        "Both figures compare the same selection rates. The ratio is stern where few people receive the "
        "favorable decision, the difference where many do."
    ),
    answers=(
        Answer(
            id="ratio",
            text=N_("As a ratio, as rules of personnel selection and audits of hiring tools do"),
            why=N_(
                "A rate of 2 % against 4 % is a ratio of 0.5, though only 2 points apart. The four-fifths "
                "convention and New York's Local Law 144 look at this ratio."
            ),
            then="impact_ratio",
        ),
        Answer(
            id="difference",
            text=N_("As a difference in percentage points: how many people of 100 are affected"),
            why=N_("The difference says for how many people of a group the result would have to change."),
            then="demographic_parity_difference",
        ),
    ),
)
LABEL = Question(
    id="label",
    text=N_("Is the true outcome known, and can it be relied on?"),
    help=N_(
        "A measure of mistakes is only as good as the truth it compares with. Arrests are not crimes, and a "
        "loan that was never granted could not default."
    ),
    answers=(
        Answer(
            id="reliable",
            text=N_("Yes, for everybody, and recorded in the same way in all groups"),
            why=N_("Then mistakes can be counted in every group."),
            then="costs",
        ),
        Answer(
            id="selected",
            text=N_("Only for those who received the favorable decision"),
            why=N_(
                "Then mistakes among the others are unknown, and every measure that needs them would rest on "
                "a guess. What can be compared is how often the favorable decision turned out right."
            ),
            then="predictive_parity_difference",
        ),
        Answer(
            id="tainted",
            text=N_("No: it is missing, or earlier decisions were unfair and shaped it"),
            why=N_(
                "Then a model could repeat the injustice and still make no mistake against this record. The "
                "selection rates do not depend on it."
            ),
            then="shares",
        ),
    ),
)
COSTS = Question(
    id="costs",
    text=N_("Which mistake weighs more?"),
    help=N_(
        "A person can be denied what they deserve, or be granted what does them or others harm. The answer "
        "belongs to the purpose of the model, not to its figures."
    ),
    answers=(
        Answer(
            id="denied",
            text=N_("Being denied wrongly: a good customer gets no loan, an innocent person is investigated"),
            why=N_("Then the people who deserve the favorable decision are looked at."),
            then="decision",
        ),
        Answer(
            id="granted",
            text=N_("Being granted wrongly: a loan that ruins the customer, an unsafe person is cleared"),
            why=N_("Then the people for whom the favorable decision is wrong are looked at."),
            then="granted",
        ),
        Answer(
            id="equal",
            text=N_("Both weigh about the same"),
            why=N_(
                "Then both rates of mistakes have to be alike in all groups (equalized odds); the larger of "
                "the two gaps counts."
            ),
            then="equalized_odds_difference",
        ),
        Answer(
            id="proportion",
            text=N_("What matters is that the two kinds of mistakes stand in the same proportion everywhere"),
            why=N_(
                "Then it shows if a group bears its mistakes mostly as denials and another mostly as favors, "
                "even where the sum of mistakes is alike."
            ),
            then="treatment_equality",
        ),
        Answer(
            id="sum",
            text=N_("Only the number of mistakes matters, of whichever kind"),
            why=N_(
                "Equal accuracy is weak: two groups can have equally many mistakes, all denials in one and "
                "all favors in the other. Look at the single rates as well."
            ),
            then="accuracy_difference",
        ),
    ),
)
DECISION = Question(
    id="decision",
    text=N_("What does the decision do to people?"),
    help=N_(
        "An assistive decision gives something: help, a place, a loan. A punitive decision takes something "
        "or burdens: an investigation, a block, a penalty; there the favorable decision is to be left alone."
    ),
    answers=(
        Answer(
            id="assistive",
            text=N_("It gives something"),
            why=N_("Then it matters who of those entitled goes away empty-handed."),
            then="reach",
        ),
        Answer(
            id="punitive",
            text=N_("It burdens"),
            why=N_("Then it matters who is burdened without reason."),
            then="burden",
        ),
    ),
)
REACH = Question(
    id="reach",
    text=N_("How many of those entitled can be served at all?"),
    help=N_("Where there is little to give, most people go away empty-handed, even with a perfect model."),
    answers=(
        Answer(
            id="few",
            text=N_("A small share: there is much less to give than need"),
            why=N_(
                "Then the rate of denial is near 100 % in every group and hides the difference. The ratio of "
                "the shares that are served shows it."
            ),
            then="equal_opportunity_ratio",
        ),
        Answer(
            id="most",
            text=N_("Most of them"),
            why=N_("Then it has to be said from whose point of view one looks."),
            then="view",
        ),
    ),
)
VIEW = Question(
    id="view",
    text=N_("From whose point of view are the denials looked at?"),
    help=N_("The same wrong denials are counted either way; what they are divided by differs."),
    answers=(
        Answer(
            id="entitled",
            text=N_("Of everybody entitled: how likely am I to be served if I am entitled?"),
            why=N_("The chance of those entitled must not depend on their group (equal opportunity)."),
            then="equal_opportunity_difference",
        ),
        Answer(
            id="turned_away",
            text=N_("Of those turned away: how many of us were turned away wrongly?"),
            why=N_(
                "A denial must mean the same in each group; the false omission rates of the groups are put "
                "side by side."
            ),
            then="for",
        ),
    ),
)
BURDEN = Question(
    id="burden",
    text=N_("How many people does the burden fall on?"),
    help=N_("The smaller the share of people affected, the more the question moves to those who are."),
    answers=(
        Answer(
            id="few",
            text=N_("A small share, and each of them heavily"),
            why=N_(
                "Then those affected have to be right to be affected, in every group: of those burdened, the "
                "share without reason. Since being left alone is the favorable class here, this is the false "
                "omission rate; other authors call it false discovery rate of the suspicion."
            ),
            then="for",
        ),
        Answer(
            id="many",
            text=N_("Many people, so that everybody without fault has to reckon with it"),
            why=N_(
                "Then the risk of everybody without fault must be alike. Since being left alone is the "
                "favorable class here, this is equal opportunity; other authors call it false positive rate "
                "of the suspicion."
            ),
            then="equal_opportunity_difference",
        ),
    ),
)
GRANTED = Question(
    id="granted",
    text=N_("From whose point of view are the wrong favors looked at?"),
    help=N_("The same wrong favors are counted either way; what they are divided by differs."),
    answers=(
        Answer(
            id="unfit",
            text=N_("Of everybody for whom it is wrong: how often is the protection missing?"),
            why=N_("The protection by a denial must be as good in each group."),
            then="fpr_difference",
        ),
        Answer(
            id="chosen",
            text=N_("Of those who receive it: how often does it turn out badly?"),
            why=N_("The favorable decision must mean the same in each group (predictive parity)."),
            then="predictive_parity_difference",
        ),
    ),
)
NUMBER = Question(
    id="number",
    text=N_("What must not depend on the group?"),
    help=N_(
        "A mean error shows who is systematically over- or underestimated, the absolute error how blurred."
    ),
    answers=(
        Answer(
            id="size",
            text=N_("The size of the predicted number itself"),
            why=N_("This is equal treatment in the result, whatever the true numbers are."),
            then="mean_prediction_difference",
        ),
        Answer(
            id="direction",
            text=N_("Being over- or underestimated"),
            why=N_("A group whose numbers are too high on average pays for the model's mistake."),
            then="mean_error_difference",
        ),
        Answer(
            id="precision",
            text=N_("How far off the number is, in whichever direction"),
            why=N_("A group for which the model is blurred is served worse, though nobody is favored."),
            then="mae_difference",
        ),
    ),
)
PROBABILITY = Question(
    id="probability",
    text=N_("What must the score do alike in each group?"),
    help=N_("A score can rank well and state wrong probabilities, or the other way round."),
    answers=(
        Answer(
            id="word",
            text=N_("A probability of 10 % must mean 10 % in each group"),
            why=N_("This is calibration within groups: what is stated is compared with what happened."),
            then="ece",
        ),
        Answer(
            id="order",
            text=N_("It must tell the good from the bad equally well in each group"),
            why=N_("This is discrimination in the statistical sense: the area under the ROC curve by group."),
            then="auc",
        ),
        Answer(
            id="upper_half",
            text=N_("Each group must reach the upper half of the scores equally often"),
            why=N_("New York's Local Law 144 compares scoring rates above the median of all scores."),
            then="scoring_impact_ratio",
        ),
    ),
)

START = AIM.id
QUESTIONS: Mapping[str, Question] = {
    item.id: item
    for item in (
        AIM, SHARES, LABEL, COSTS, DECISION, REACH, VIEW, BURDEN, GRANTED, NUMBER, PROBABILITY,
    )
}  # fmt: skip
"""By id; every other id an answer leads to is one of a measure."""

SOURCES: tuple[str, ...] = (
    "Saleiro et al. (2018): Aequitas: A Bias and Fairness Audit Toolkit. arXiv:1811.05577 (fairness tree).",
    "Barocas, Hardt, Narayanan (2023): Fairness and Machine Learning. MIT Press. fairmlbook.org.",
    "Makhlouf, Zhioua, Palamidessi (2021): On the Applicability of ML Fairness Notions. SIGKDD Expl. 23(1).",
    "Hardt, Price, Srebro (2016): Equality of Opportunity in Supervised Learning. NeurIPS.",
    "Kleinberg, Mullainathan, Raghavan (2017): Inherent Trade-Offs in Fair Risk Scores. ITCS.",
    "Chouldechova (2017): Fair Prediction with Disparate Impact. Big Data 5(2).",
)
"""As published; titles are not translated."""
