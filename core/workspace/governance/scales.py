"""Which scale is in force, and how does another one come into force?"""

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.scale_file import check_scale
from core.governance.scales import Scale, ScaleDefinition
from core.ids import PersonId, ScaleId
from core.messages import message
from core.people import Permission, Role
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import require_text
from core.workspace.risk_facts import scale_in_force, scale_of
from core.workspace.session import Session

MAY_ADOPT = frozenset({Role.ADMINISTRATOR, Role.RISK_MANAGER})


class Scales:
    """Versions of the scales; assessments keep the one they were made on."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def in_force(self) -> Scale:
        """Return the scale new assessments are made on."""
        return scale_in_force(self._desk.store)

    def get(self, scale: str) -> Scale:
        """Return a scale by its id; the built-in one where the id is unknown."""
        return scale_of(self._desk.store, scale)

    def all(self) -> tuple[Scale, ...]:
        """Return every scale, newest first; the built-in one is the last."""
        return (*self._desk.store.all(Scale)[::-1], scale_of(self._desk.store, ""))

    def adopt(
        self, session: Session, definition: ScaleDefinition, reason: Text, *, replaces: str
    ) -> tuple[Scale, Changes]:
        """Put other scales in force as a new version; `replaces` is the one they were made from.

        By a risk manager or an administrator; appetite lines are changed only by who may decide.
        """
        if not session.person.active or not MAY_ADOPT.intersection(session.person.roles):
            raise NotAllowedError(
                message(
                    "{name} may not adopt scales. Nothing was changed. "
                    "Switch to an administrator or a risk manager.",
                    name=session.person.name.name(),
                )
            )
        require_text(reason, message("The reason is missing. Write why the scales are changed."))
        check_scale(definition)
        with self._desk.store.transaction(session, reason) as step:
            old = scale_in_force(step)
            _check_base(old, definition, replaces)
            adopted = Scale(
                id=ScaleId(step.new_id(Scale)),
                definition=definition,
                reason=reason,
                adopted_by=session.person.id,
                adopted_at=self._desk.clock(),
                appetite_by=_approver(session, old, definition),
                replaces=old.id,
            )
            step.put(adopted, Action.SCALE_ADOPTED)
        return adopted, Changes.RISK | Changes.DECISIONS


def _check_base(old: Scale, definition: ScaleDefinition, replaces: str) -> None:
    if old.id != replaces:
        raise UserError(
            message(
                "Meanwhile the scale {scale} came into force. Nothing was changed. Begin again from it.",
                scale=old.id,
            )
        )
    if old.definition == definition:
        raise UserError(message("Nothing differs from the scale {scale} in force.", scale=old.id))


def _approver(session: Session, old: Scale, definition: ScaleDefinition) -> PersonId | None:
    if definition.appetite == old.definition.appetite:
        return old.appetite_by
    if not session.person.may(Permission.DECIDE):
        raise NotAllowedError(
            message(
                "{name} may not set how much risk is borne: that needs the right to decide. "
                "Nothing was changed. Switch to a risk manager.",
                name=session.person.name.name(),
            )
        )
    return session.person.id
