"""What must hold before an opinion is recorded?"""

from dataclasses import replace

from core.canonical import result_digest
from core.errors import UserError
from core.examination import Examination
from core.inventory import ArtifactFormat, SensitivePurpose
from core.messages import message
from core.people import Person
from core.workspace.lookup import Reader, require_text
from core.workspace.requests import NewOpinion


def check_opinion(reader: Reader, new: NewOpinion) -> None:
    """Raise `UserError` for what is missing or contradicts itself."""
    check_words(new)
    _check_figures(new.examination)
    _check_consent(reader, new.examination)


def check_words(new: NewOpinion) -> None:
    """Raise `UserError` for a missing title, or an opinion without its kind or its words."""
    require_text(new.title, message("The opinion has no title. Nothing was kept. Write what was examined."))
    written = new.conclusion is not None and bool(new.conclusion.body.strip())
    if new.grade is not None and not written:
        raise UserError(
            message(
                "“{grade}” is chosen, but the opinion is not written. Nothing was kept. Write in your own "
                "words what you conclude and why.",
                grade=new.grade,
            )
        )
    if new.grade is None and written:
        raise UserError(
            message(
                "An opinion is written, but its kind is not chosen. Nothing was kept. Choose the kind, or "
                "remove the text: then the report records figures only."
            )
        )
    for observation in new.observations:
        require_text(
            observation.title,
            message("An observation has no title. Nothing was kept. Say in one line what was found."),
        )


def without_names(examination: Examination) -> Examination:
    """Return what is recorded: who consented is kept by id, because a name in a record cannot be erased."""
    model = examination.model
    if model is None or model.consent is None:
        return examination
    return replace(examination, model=replace(model, consent=replace(model.consent, name="")))


def _check_figures(examination: Examination) -> None:
    if result_digest(examination.results) != examination.result_digest:
        raise UserError(
            message(
                "The figures are not those that were calculated: their digest differs. Nothing was kept. "
                "Examine the files again."
            )
        )
    model = examination.model
    read = set() if model is None else set(model.features)
    for column, purpose in examination.plan.purposes.items():
        if purpose is SensitivePurpose.BIAS_TEST_ONLY and column in read:
            raise UserError(
                message(
                    "“{column}” is to serve bias tests only, but the model reads it. Nothing was "
                    "kept. State another purpose and examine the files again.",
                    column=column,
                )
            )


def _check_consent(reader: Reader, examination: Examination) -> None:
    model = examination.model
    if model is None or model.format is not ArtifactFormat.PICKLE:
        return
    if model.consent is None:
        raise UserError(
            message(
                "“{name}” can run program code when it is opened, and nobody consented to that. Nothing was "
                "kept. Examine it again with the consent of a named person.",
                name=model.file_name.body,
            )
        )
    person = model.consent.by
    if person is None or reader.get(Person, person) is None:
        raise UserError(
            message(
                "Who consented to opening “{name}” is not a person of this workspace. Nothing was kept. "
                "Examine the file again with the consent of somebody who is.",
                name=model.file_name.body,
            )
        )
