"""What is said about a pickle that is not opened, or opened with a reservation?

The model worker says these sentences; the parent accepts no others from it.
"""

from core.messages import N_

FORBIDDEN = N_(
    "The file asks for “{name}”, which no model needs: loading it could run a program, read or write "
    "files, or reach the network. It was not opened. Do not use it before its origin is cleared."
)
CODE_INSIDE = N_(
    "The file contains program code (“{name}”, as cloudpickle and dill save it), and code of others is "
    "never run here. It was not opened. Ask for the model as ONNX or skops, or register its predictions "
    "only."
)
NOT_REVIEWED = N_(
    "The file needs “{name}”, which is not on the reviewed list of what a saved model may contain. It "
    "was not opened. Use a model built from scikit-learn's, LightGBM's or XGBoost's own parts, ask for "
    "it as ONNX, or register its predictions only."
)
MISSING_NAME = N_(
    "The file needs “{name}”, which the installed {library} {installed} does not have; the file was "
    "saved with version {stated}. It was not opened. Ask for the model saved again with a current "
    "version, or as ONNX, or register its predictions only."
)
MISSING_LIBRARY = N_(
    "The file needs the library {library}, which is not installed here. It was not opened. Install it, "
    "ask for the model in the library's own format, or register its predictions only."
)
INSTRUCTION = N_(
    "The file uses a loading step that no saved model needs ({step}). It was not opened. Do not use it "
    "before its origin is cleared."
)
MISSING_NAME_UNDATED = N_(
    "The file needs “{name}”, which the installed {library} {installed} does not have. It was not opened. "
    "Ask for the model saved again with a current version, or as ONNX, or register its predictions only."
)
TOO_LARGE = N_(
    "The file unpacks to more than {limit} MB or is packed suspiciously tight. It was not opened. Ask "
    "for the model saved without compression."
)
HOLDS = N_(
    "The file holds {kind}, not a model. It was not used. Save the fitted model itself, including its "
    "preparation steps."
)
HOLDS_ENTRIES = N_(
    "The file holds a collection with the entries {entries}, not a model. It was not used. Save the "
    "fitted model itself, including its preparation steps."
)
UNFITTED = N_(
    "The file holds “{estimator}”, which was never trained. It was not used. Save the model after training."
)
CRAFTED_TREE = N_(
    "The trees of the model lead out of themselves, as no training leaves them: the file is damaged or "
    "crafted. It was not used. Do not use it before its origin is cleared."
)
OTHER_VERSION = N_(
    "The file was saved with {library} {stated} and opened with {installed}. A pickle saved with another "
    "version often opens but may score differently. Compare its scores with those of the original before "
    "relying on them."
)
NO_VERSION = N_(
    "The file does not say with which version it was saved. A pickle saved with another version often "
    "opens but may score differently. Compare its scores with those of the original before relying on "
    "them."
)

TEXT = N_("a piece of text")
NUMBER = N_("a number")
ARRAY = N_("a table of numbers")
COLLECTION = N_("a list of values")
FUNCTION = N_("a function")
NOTHING = N_("nothing")
OTHER = N_("“{name}”")

DAMAGED = N_("damaged")
TOO_MUCH = N_("it unpacks to too much")
PASSWORD = N_("protected by a password")
SEALED = N_("packed in a way that is not unpacked here")
OVERLAPPING = N_("entries that share their bytes")
MANY = N_("too many entries")
NESTED = N_("packed too many times")
BEHIND = N_("more bytes behind its end")
STOPPED = N_("the scan did not finish")
PHRASES = frozenset((DAMAGED, TOO_MUCH, PASSWORD, SEALED, OVERLAPPING, MANY, NESTED, BEHIND, STOPPED))
"""Why a file could not be scanned to its end; they stand among what a scan found."""
NOT_SCANNED = N_(
    "The file could not be scanned to its end ({reason}). It was not opened, because what cannot be "
    "looked into may hide a program. Ask for the model unpacked and saved again, as ONNX or skops."
)

REFUSALS = (CRAFTED_TREE, FORBIDDEN, CODE_INSIDE, NOT_REVIEWED, INSTRUCTION, TOO_LARGE)
COMPLAINTS = (
    MISSING_NAME, MISSING_NAME_UNDATED, MISSING_LIBRARY, HOLDS, HOLDS_ENTRIES, UNFITTED, OTHER_VERSION,
    NO_VERSION,
    TEXT, NUMBER, ARRAY, COLLECTION, FUNCTION, NOTHING, OTHER,
)  # fmt: skip
SENTENCES = frozenset((*REFUSALS, *COMPLAINTS))
