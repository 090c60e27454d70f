"""Which demands of the policy are set aside, until when, and who uses a model before its validation?"""

from collections.abc import Sequence
from typing import ClassVar

from core.governance.determinations import DeterminationKind
from core.messages import N_
from core.people import Permission
from gui.sections.determined import Determined, Shown, ask_version
from gui.sections.listing import Deed, why_not


class ExceptionsSection(Determined):
    """Exceptions from the policy and permissions of use before validation."""

    ID: ClassVar[str] = "exceptions"
    TITLE: ClassVar[str] = N_("Exceptions")
    ICON: ClassVar[str] = "clock"
    ORDER: ClassVar[int] = 60
    KINDS: ClassVar[tuple[DeterminationKind, ...]] = (
        DeterminationKind.POLICY_EXCEPTION,
        DeterminationKind.PRE_VALIDATION_USE,
    )
    EMPTY: ClassVar[str] = N_(
        "No exception was granted and no use before validation permitted. Both are signed, limited and end "
        "on a day."
    )

    def deeds(self) -> Sequence[Deed[Shown]]:
        """Return what can be done: grant, permit, withdraw."""
        tr = self.words.tr
        return (
            Deed(
                name="new_exception",
                text=tr("Exception"),
                icon="plus",
                new=True,
                obstacle=lambda _: why_not(self.context, Permission.DECIDE),
                act=lambda _: self._new(DeterminationKind.POLICY_EXCEPTION),
            ),
            Deed(
                name="new_early_use",
                text=tr("Early use"),
                icon="plus",
                new=True,
                obstacle=lambda _: why_not(self.context, Permission.DECIDE),
                act=lambda _: self._new(DeterminationKind.PRE_VALIDATION_USE),
            ),
            *super().deeds(),
        )

    def _new(self, kind: DeterminationKind) -> None:
        self.dialog = ask_version(self, kind)


SECTION = ExceptionsSection
