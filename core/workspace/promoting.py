"""Are these the examined files, and what do they become in the inventory?"""

from dataclasses import replace
from pathlib import Path

from core.columns import check_columns
from core.errors import ConflictError, UserError
from core.examination import ReceivedModel
from core.ids import Digest, ModelId, PersonId
from core.inventory import ArtifactFormat, Column, ColumnRole, SensitivePurpose
from core.messages import message
from core.opinion import Opinion
from core.texts import Text
from core.workspace.lookup import Reader, active_person, require_text, the_model
from core.workspace.registration import check_form, check_new_version
from core.workspace.requests import NewDataset, NewVersion, Promotion

_ANSWERS = (ColumnRole.TARGET, ColumnRole.PREDICTION)


def check_promotion(reader: Reader, opinion: Opinion, promotion: Promotion) -> None:
    """Raise `UserError` for what can be seen before anything is registered.

    Above all for other files than the examined ones; `ConflictError` when it was promoted before.
    """
    if opinion.promoted is not None:
        raise ConflictError(
            message(
                "{opinion} was promoted before: it is {version}. Nothing was registered.",
                opinion=opinion.id,
                version=opinion.promoted,
            )
        )
    examined = opinion.examination
    check_columns(examined.table.columns, examined.plan.groupings)
    _require_same(promotion.table, examined.table.digest)
    _check_model_file(opinion, promotion)
    _check_version(reader, opinion, promotion)


def dataset_of(opinion: Opinion, promotion: Promotion) -> NewDataset:
    """Return the examined table as a data set to be registered."""
    examined = opinion.examination
    answered = any(role in column.roles for column in examined.table.columns for role in _ANSWERS)
    return NewDataset(
        path=promotion.table,
        name=Text(examined.table.file_name.body, opinion.title.language),
        kind=promotion.data_kind,
        dialect=examined.table.dialect,
        columns=tuple(_as_stated(column) for column in examined.table.columns),
        favorable=examined.plan.favorable if answered else None,
        groupings=examined.plan.groupings,
        source=opinion.subject,
        delete_by=promotion.delete_by,
        necessity=promotion.necessity,
        example=opinion.example,
    )


def _as_stated(column: Column) -> Column:
    """Return a column that is said to be the model's input as its feature, also where no model was opened."""
    if column.purpose is not SensitivePurpose.MODEL_INPUT or ColumnRole.FEATURE in column.roles:
        return column
    return replace(column, roles=(*column.roles, ColumnRole.FEATURE))


def version_of(opinion: Opinion, promotion: Promotion, *, model: ModelId, developer: PersonId) -> NewVersion:
    """Return what was examined as a version to be registered, without its data set."""
    examined = opinion.examination
    facts = {"opinion": str(opinion.id), "examination": str(examined.result_digest)}
    if examined.plan.where is not None:
        facts["examined rows"] = examined.plan.where
    return NewVersion(
        model=model,
        label=promotion.label,
        task=examined.plan.task,
        developer=developer,
        artifacts=() if promotion.model_file is None else (promotion.model_file,),
        cut_off=examined.plan.cut_off,
        training=facts,
        consent=promotion.consent,
    )


def _check_version(reader: Reader, opinion: Opinion, promotion: Promotion) -> None:
    if isinstance(promotion.model, str):
        owner = the_model(reader, promotion.model).owner
        new = version_of(opinion, promotion, model=promotion.model, developer=promotion.developer or owner)
        check_new_version(reader, new)
        return
    developer = promotion.developer or promotion.model.owner
    active_person(reader, promotion.model.owner)
    active_person(reader, developer)
    check_form(version_of(opinion, promotion, model=ModelId(""), developer=developer))


def _check_model_file(opinion: Opinion, promotion: Promotion) -> None:
    examined = opinion.examination.model
    if examined is None and promotion.model_file is not None:
        raise UserError(
            message(
                "{opinion} examined a table without a model file. Nothing was registered. Promote it without "
                "one; a file can be registered as a later version.",
                opinion=opinion.id,
            )
        )
    if examined is None:
        return
    if promotion.model_file is None:
        raise UserError(
            message(
                "{opinion} examined the model file “{name}” as well. Nothing was registered. Name this file.",
                opinion=opinion.id,
                name=examined.file_name.body,
            )
        )
    _require_same_model(promotion.model_file, examined)
    if examined.format is ArtifactFormat.PICKLE:
        require_text(
            promotion.consent,
            message(
                "“{name}” can run program code when it is opened. Nothing was registered. Consent to opening "
                "it in the confined process, and write why.",
                name=examined.file_name.body,
            ),
        )


def _require_same(path: Path, examined: Digest) -> None:
    from core.data.digest import file_digest

    if not path.is_file():
        raise _missing(path)
    if file_digest(path) != examined:
        raise _another(path)


def _require_same_model(path: Path, examined: ReceivedModel) -> None:
    """Compare a model file or folder, with the files that belong to it; nothing of it is opened."""
    from core.artifacts.recognition import recognize

    if not path.exists():
        raise _missing(path)
    found = recognize(path)
    received = {(item.name, item.digest) for item in examined.companions}
    if found.digest != examined.digest or {(item.name, item.digest) for item in found.companions} != received:
        raise _another(path)


def _missing(path: Path) -> UserError:
    return UserError(
        message("There is no file “{name}”. Nothing was registered. Name the examined file.", name=path.name)
    )


def _another(path: Path) -> UserError:
    return UserError(
        message(
            "“{name}” is not the file that was examined: its digest differs. Nothing was registered. "
            "Name the examined file, or examine this one.",
            name=path.name,
        )
    )
