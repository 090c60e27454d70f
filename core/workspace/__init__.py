"""What can be done in a workspace? One transaction per use case; its imports are the process."""

from core.workspace.changes import Changes
from core.workspace.facade import Workspace
from core.workspace.requests import (
    DecisionRequest,
    NewDataset,
    NewFinding,
    NewModel,
    NewOpinion,
    NewPerson,
    NewReport,
    NewVersion,
    Promotion,
    RunRequest,
)
from core.workspace.session import Session

__all__ = [
    "Changes",
    "DecisionRequest",
    "NewDataset",
    "NewFinding",
    "NewModel",
    "NewOpinion",
    "NewPerson",
    "NewReport",
    "NewVersion",
    "Promotion",
    "RunRequest",
    "Session",
    "Workspace",
]
