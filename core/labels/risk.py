"""What are the values of risk assessments called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.contradictions import ContradictionCode
from core.governance.portfolio import Stage
from core.messages import N_
from core.risk import Axis, ComplexityFactor, Effectiveness, TierSource, Trigger
from core.tiering import ComplexityEffect

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Axis: {
        Axis.LIKELIHOOD: N_("Likelihood"),
        Axis.IMPACT: N_("Impact"),
        Axis.BOTH: N_("Likelihood and impact"),
    },
    Effectiveness: {
        Effectiveness.NOT_TESTED: N_("Not tested"),
        Effectiveness.INEFFECTIVE: N_("Ineffective"),
        Effectiveness.PARTLY: N_("Partly effective"),
        Effectiveness.EFFECTIVE: N_("Effective"),
    },
    ComplexityFactor: {
        ComplexityFactor.DATA: N_("Data"),
        ComplexityFactor.METHOD: N_("Method"),
        ComplexityFactor.INTERPRETABILITY: N_("Interpretability"),
        ComplexityFactor.EXPLAINABILITY: N_("Explainability"),
        ComplexityFactor.TRANSPARENCY: N_("Transparency"),
        ComplexityFactor.BIAS: N_("Bias potential"),
        ComplexityFactor.AUTONOMY: N_("Autonomy"),
    },
    TierSource: {
        TierSource.KIND: N_("Inherent risk"),
        TierSource.MATERIALITY: N_("Materiality"),
        TierSource.COMPLEXITY: N_("Complexity"),
    },
    Trigger: {
        Trigger.DATE: N_("Date passed"),
        Trigger.VERSION: N_("Version changed"),
        Trigger.DATA: N_("Data replaced"),
        Trigger.DRIFT: N_("Drift or alarm"),
        Trigger.INCIDENT: N_("Incident"),
        Trigger.USE: N_("Use changed"),
        Trigger.NORM: N_("Norm changed"),
    },
    Stage: {
        Stage.INHERENT: N_("Inherent"),
        Stage.RESIDUAL: N_("Residual"),
        Stage.TARGET: N_("Target risk"),
    },
    ComplexityEffect: {
        ComplexityEffect.NONE: N_("shown beside the tier"),
        ComplexityEffect.STEP: N_("raises the tier by one band"),
        ComplexityEffect.FULL: N_("the tier is at least the complexity"),
    },
    ContradictionCode: {
        ContradictionCode.DECAY_DESPITE_DRIFT: N_("Rated unlikely, but drift was measured"),
        ContradictionCode.WRONG_DESPITE_FAILURE: N_("Rated unlikely, but checks of the predictions failed"),
        ContradictionCode.HARM_DESPITE_UNFAIRNESS: N_(
            "Harm to persons rated low, but groups differ too much"
        ),
        ContradictionCode.HARM_NOT_RATED: N_("Harm to persons not rated, but groups differ too much"),
        ContradictionCode.RARE_DESPITE_INCIDENT: N_("Rated unlikely, but it happened"),
        ContradictionCode.AVAILABLE_WITHOUT_TEST: N_("Rated unlikely, but no contingency plan was tested"),
        ContradictionCode.SKILLS_WITHOUT_DEPUTY: N_("Rated lower than deputies and leave dates allow"),
    },
}
COMPLEXITY_QUESTIONS: Mapping[ComplexityFactor, str] = {
    ComplexityFactor.DATA: N_("Are the data many, unstructured, alternative, or of doubtful quality?"),
    ComplexityFactor.METHOD: N_("Is the method new, non-linear, adaptive, or made of several models?"),
    ComplexityFactor.INTERPRETABILITY: N_("Can an expert follow how inputs become the output?"),
    ComplexityFactor.EXPLAINABILITY: N_("Can a single output be explained to the person concerned?"),
    ComplexityFactor.TRANSPARENCY: N_("Are code, training data and assumptions open to the validator?"),
    ComplexityFactor.BIAS: N_("Can the model treat groups of people differently?"),
    ComplexityFactor.AUTONOMY: N_("Does the output take effect without a person deciding?"),
}
"""What is asked for each factor (PRA SS1/23, principle 1.3); low: no concern, severe: grave concern."""
