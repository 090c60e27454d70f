"""What was determined about this model: class, threshold test, scope, exceptions?"""

from collections.abc import Sequence
from typing import ClassVar

from core.governance.determinations import Determination, DeterminationKind
from core.messages import N_
from gui.sections.determined import Determined, Shown, ask, obstacle
from gui.sections.listing import Deed

_ASKED = (
    (DeterminationKind.AI_ACT, N_("AI Act"), "classify_ai_act"),
    (DeterminationKind.GDPR_THRESHOLD, N_("GDPR"), "classify_gdpr"),
    (DeterminationKind.SCOPE, N_("Scope"), "classify_scope"),
)


class ClassificationSection(Determined):
    """Determinations about one model and its versions."""

    ID: ClassVar[str] = "classification"
    TITLE: ClassVar[str] = N_("Classification")
    ICON: ClassVar[str] = "stamp"
    ORDER: ClassVar[int] = 55
    EMPTY: ClassVar[str] = N_(
        "Nothing was determined about this model yet. Answer the questions of the AI Act or of the threshold "
        "test, or determine the scope of a framework."
    )

    def items(self) -> Sequence[Determination]:
        """Return what was determined about the model."""
        return () if self.model is None else self.context.workspace.determinations.of(self.model)

    def deeds(self) -> Sequence[Deed[Shown]]:
        """Return the wizards, and withdrawing."""
        asked = [self._asking(kind, title, name) for kind, title, name in _ASKED]
        return (*asked, *super().deeds())

    def _asking(self, kind: DeterminationKind, title: str, name: str) -> Deed[Shown]:
        return Deed(
            name=name,
            text=self.words.tr(title),
            icon="list-checks",
            new=True,
            obstacle=lambda _: None if self.model is None else obstacle(self.context, kind, self.model),
            act=lambda _: self._ask(kind),
        )

    def _ask(self, kind: DeterminationKind) -> None:
        if self.model is not None:
            self.dialog = ask(self, kind, self.model)


SECTION = ClassificationSection
