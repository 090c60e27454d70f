"""How is a received file examined when there is no inventory, and perhaps no workspace?"""

from core.examining.examine import ExamineRequest, examine
from core.examining.expression import Expression, parse
from core.examining.intake import Intake, receive
from core.examining.model import RefusedModelError
from core.examining.plan import PlanField, PlanProblem, continuous, plan_problems, problems, suggest

__all__ = [
    "ExamineRequest",
    "Expression",
    "Intake",
    "PlanField",
    "PlanProblem",
    "RefusedModelError",
    "continuous",
    "examine",
    "parse",
    "plan_problems",
    "problems",
    "receive",
    "suggest",
]
