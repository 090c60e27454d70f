"""What are the values of design records, splits, reproductions and differences called?"""

from collections.abc import Mapping
from enum import StrEnum

from core.governance.design import CriterionState, ExperimentSource
from core.governance.difference import Area, Kind
from core.governance.in_sync import Part
from core.governance.reproduction import ExpectedFrom, Failure, ReproductionState
from core.governance.rollback import RollbackOutcome
from core.governance.significance import Significance
from core.governance.split import ProofState, SplitMethod
from core.messages import N_

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    CriterionState: {
        CriterionState.REACHED: N_("Reached"),
        CriterionState.NOT_REACHED: N_("Not reached"),
        CriterionState.OPEN: N_("No value yet"),
    },
    ExperimentSource: {
        ExperimentSource.ENTERED: N_("Entered"),
        ExperimentSource.MLFLOW: N_("MLflow"),
    },
    SplitMethod: {
        SplitMethod.RANDOM: N_("At random"),
        SplitMethod.STRATIFIED: N_("Stratified"),
        SplitMethod.TIME: N_("By time"),
        SplitMethod.GROUP: N_("By unit"),
        SplitMethod.GIVEN: N_("Collected separately"),
    },
    ProofState: {
        ProofState.NO_OVERLAP: N_("No overlap"),
        ProofState.OVERLAP: N_("Overlap found"),
        ProofState.NOT_ENOUGH: N_("Nothing to compare"),
        ProofState.OUTDATED: N_("Proof outdated"),
    },
    Part: {
        Part.MODEL: N_("Model file"),
        Part.DATA: N_("Data"),
        Part.CODE: N_("Code"),
        Part.ENVIRONMENT: N_("Environment"),
        Part.PARAMETERS: N_("Parameters"),
        Part.SEED: N_("Seed"),
    },
    ReproductionState: {
        ReproductionState.REPRODUCED: N_("Reproduced"),
        ReproductionState.NOT_REPRODUCED: N_("Not reproduced"),
        ReproductionState.FAILED: N_("Run failed"),
    },
    Failure: {
        Failure.SCRIPT_ERROR: N_("The script ended with an error"),
        Failure.STOPPED: N_("The process was stopped: time, memory or a crash"),
        Failure.NO_OUTPUT: N_("The script wrote no predictions"),
        Failure.OUTPUT_UNREADABLE: N_("The predictions cannot be read as a table"),
        Failure.ROWS_DIFFER: N_("The predictions do not name every row exactly once"),
    },
    ExpectedFrom: {
        ExpectedFrom.MODEL: N_("Scores of the registered model file"),
        ExpectedFrom.STATED: N_("Scores stated in the table"),
    },
    RollbackOutcome: {
        RollbackOutcome.RETURNED: N_("Returned to"),
    },
    Significance: {
        Significance.SIGNIFICANT: N_("Significant change"),
        Significance.NOT_SIGNIFICANT: N_("No significant change"),
    },
    Area: {
        Area.VERSION: N_("Version"),
        Area.ARTIFACT: N_("Model file"),
        Area.DATA: N_("Data"),
        Area.TRAINING: N_("Training"),
        Area.RISK: N_("Risk"),
        Area.FINDINGS: N_("Findings"),
        Area.DESIGN: N_("Design record"),
    },
    Kind: {
        Kind.ADDED: N_("Added"),
        Kind.REMOVED: N_("Removed"),
        Kind.CHANGED: N_("Changed"),
    },
}
