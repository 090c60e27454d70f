"""Which sentences may come out of a worker, and what is said when it fails?

The model worker holds a file nobody vouches for, so the parent accepts only the sentences listed here
from it.
"""

from core.artifacts import pickle_words
from core.confinement import no_unpickling
from core.messages import N_

OPENING = N_("Opening the model in the confined worker")
SCORING = N_("Scoring rows with the model")
EXPLAINING = N_("Explaining predictions")
STEPS = (OPENING, SCORING, EXPLAINING)

NOT_READABLE = N_(
    "The model file could not be read as {format}: {detail}. "
    "It was not used. Save the model again where it was trained."
)
UNTRUSTED_TYPES = N_(
    "The model file contains types that are not on the reviewed list for scikit-learn {version}: {types}. "
    "It was not opened. Use a model built from scikit-learn's own estimators, save it as ONNX, "
    "or register the predictions only."
)
NOT_FITTED = N_(
    "The file holds “{estimator}”, which cannot predict. It was not used. "
    "Save the fitted model, including its preparation steps."
)
NO_PROBABILITIES = N_(
    "The classifier “{estimator}” gives no probabilities, so nothing was scored. "
    "Calibrate it (for example with CalibratedClassifierCV) or register the predictions only."
)
CUSTOM_OPERATORS = N_(
    "The ONNX file needs operators outside the ONNX standard: {operators}. "
    "It was not opened because they would load foreign code. Export the model with standard operators."
)
EXTERNAL_DATA = N_(
    "The ONNX file keeps its weights in other files that are not in its folder. It was not opened. "
    "Put them beside it, or export the model again with all weights inside one file."
)
WEIGHTS_CUT_OFF = N_(
    "A file with the model's weights is shorter than the model says: it is damaged or incomplete. "
    "It was not used. Copy all files of the model again."
)
ONNX_TOO_NEW = N_(
    "The ONNX file uses a newer version of the ONNX standard than the installed onnxruntime {installed} "
    "knows. It was not used. Ask for an export for an older version of the standard (opset), or update "
    "Prüfstein."
)
INPUT_COUNT = N_(
    "The model expects {expected} input columns and was given {given}, so nothing was scored. "
    "Mark exactly the model's input columns as features, in the model's order."
)
INPUT_TYPE = N_(
    "The model's input “{column}” has the type {type}, which is not supported. "
    "Nothing was scored. Export the model with number or text inputs."
)
NOT_A_NUMBER = N_(
    "Column “{column}” contains values that are not numbers, but the model expects numbers there. "
    "Nothing was scored. Correct the column's type in the data set."
)
NO_OUTPUT = N_(
    "The model has no output that can be read as a score. It was not used. "
    "Export it with class probabilities or one number per row."
)
NO_NUMBER = N_(
    "The model gave no number for at least {count} rows, most likely because cells are missing there and it "
    "has no rule for that. Nothing was scored. Complete these rows or leave them out."
)
PREDICTION_FAILED = N_(
    "The model stopped with an error while predicting ({detail}). Nothing was scored. "
    "Check that the data set has the columns and values the model was trained on."
)
CLASS_UNKNOWN = N_(
    "The favorable class “{favorable}” is not among the model's classes ({classes}). Nothing was scored. "
    "Correct the favorable class of the data set, or use the coding the model was trained with."
)
OUT_OF_MEMORY = N_(
    "The calculation needed more memory than it was allowed. Nothing was changed. Use fewer rows or a "
    "smaller model."
)

CATEGORIES_UNCLEAR = N_(
    "The model file lists the values of {lists} category columns but marks {columns} columns as categories, "
    "so it is not certain which list belongs to which column. It was not used, because a wrong assignment "
    "would give wrong scores. Ask for the model in ONNX format, or register the predictions only."
)
UNKNOWN_CATEGORY = N_(
    "Column “{column}” contains values the model was not trained with ({values}), and this model has no rule "
    "for them. Nothing was scored. Correct the values or leave these rows out."
)
CODES_UNKNOWN = N_(
    "Column “{column}” contains text, but the model file does not say which code number stands for which "
    "text. Nothing was scored, because guessing would give wrong scores. Ask for the model saved with "
    "XGBoost 3.1 or newer, or for a data set with the code numbers."
)
LIBRARY_MISSING = N_(
    "The file is {kind}. Prüfstein can open it, but the optional part “{extra}” is not installed. "
    'Nothing was opened. Install it with: pip install "pruefstein[{extra}]"'
)
SYSTEM_LIBRARY = N_(
    "The library that opens models in the format {format} cannot start, because the system lacks {library}. "
    "Nothing was opened. Install it (on Debian and Ubuntu: apt-get install libgomp1), then try again."
)
ONLY_ESTIMATORS = N_(
    "“{estimator}” is not a scikit-learn model; only these can be converted. Nothing was saved. "
    "Keep the file as it is: its format holds no program."
)
EXPORT_MISSING = N_(
    "Models are saved as ONNX by the library skl2onnx, which is not installed. Nothing was saved. "
    'Install it with: pip install "pruefstein[onnx-export]"'
)
ROWS_NEEDED = N_(
    "“{estimator}” could not be saved as ONNX without knowing which columns hold text and which numbers. "
    "Nothing was saved. Name a table with rows of the kind the model was trained on."
)
NO_CONVERSION = N_(
    "The model “{estimator}” cannot be saved in the format {format} ({detail}). Nothing was saved. "
    "Keep the file as it is, or ask for another format where the model was trained."
)

BEST_ROUND = N_(
    "Training stopped early: scores are those of the best round, which the file names. A program that uses "
    "all rounds gets other scores. The golden sample shows which ones are meant."
)
NOTES = (BEST_ROUND,)
"""Sentences without placeholders by which a worker may add what a person should know about a model."""

REFUSALS = (UNTRUSTED_TYPES, CUSTOM_OPERATORS, EXTERNAL_DATA)
"""Sentences with which a file is refused; the others say that it cannot be used as it is."""
COMPLAINTS = (
    NOT_READABLE,
    NOT_FITTED,
    NO_PROBABILITIES,
    INPUT_COUNT,
    INPUT_TYPE,
    NOT_A_NUMBER,
    NO_OUTPUT,
    NO_NUMBER,
    PREDICTION_FAILED,
    CLASS_UNKNOWN,
    OUT_OF_MEMORY,
    WEIGHTS_CUT_OFF,
    ONNX_TOO_NEW,
    CATEGORIES_UNCLEAR,
    UNKNOWN_CATEGORY,
    CODES_UNKNOWN,
    NO_CONVERSION,
    ONLY_ESTIMATORS,
    EXPORT_MISSING,
    SYSTEM_LIBRARY,
    ROWS_NEEDED,
)
MODEL_SENTENCES = frozenset((*STEPS, *REFUSALS, *COMPLAINTS, no_unpickling().text)) | pickle_words.SENTENCES
