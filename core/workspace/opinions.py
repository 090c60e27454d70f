"""What do auditors conclude about files they received, and how does that join the inventory?"""

from dataclasses import replace

from core.audit import Action
from core.evidence import OpinionEvidence
from core.ids import ModelId, OpinionId, PersonId
from core.inventory import ModelVersion
from core.opinion import Opinion, OpinionHead
from core.people import Permission
from core.progress import SILENT, Part, Progress
from core.workspace.changes import Changes
from core.workspace.checking import Checking
from core.workspace.desk import Desk
from core.workspace.gathering import gather_opinion
from core.workspace.inventory import Inventory
from core.workspace.lookup import the_model, the_opinion
from core.workspace.opinion_rules import check_opinion, without_names
from core.workspace.promoting import check_promotion, dataset_of, version_of
from core.workspace.requests import NewOpinion, Promotion, RunRequest
from core.workspace.session import Session
from core.workspace.trail import Trail

__all__ = ["OpinionHead", "Opinions"]


class Opinions:
    """Audit opinions; they need no inventory."""

    def __init__(self, desk: Desk, inventory: Inventory, checking: Checking) -> None:
        """Work on the desk of one workspace; the other topics take over what is promoted."""
        self._desk = desk
        self._inventory = inventory
        self._checking = checking
        self._trail = Trail(desk)

    def keep(self, session: Session, new: NewOpinion) -> tuple[Opinion, Changes]:
        """Record an examination with what its author concludes; it is never changed afterwards.

        The received files are not copied; their digests are. Another opinion on the same files is a new one.
        Raises `NotAllowedError` for persons who may not sign, `UserError` for what is missing or contradicts
        itself.
        """
        session.require(Permission.SIGN_REPORT)
        with self._desk.store.transaction(session) as step:
            check_opinion(step, new)
            opinion = Opinion(
                id=OpinionId(step.new_id(Opinion)),
                title=new.title,
                subject=new.subject,
                examination=without_names(new.examination),
                observations=new.observations,
                grade=new.grade,
                conclusion=new.conclusion,
                author=session.person.id,
                written_at=self._desk.clock(),
                example=new.example,
            )
            step.put(opinion, Action.OPINION_WRITTEN)
        return opinion, Changes.OPINIONS

    def all(self) -> tuple[OpinionHead, ...]:
        """Return what a list shows of every opinion, newest first; the examinations are not read."""
        return self._desk.store.headings(Opinion, OpinionHead)[::-1]

    def get(self, opinion: OpinionId) -> Opinion:
        """Return one opinion; raises `UserError` if there is none."""
        return the_opinion(self._desk.store, opinion)

    def evidence(self, opinion: OpinionId) -> OpinionEvidence:
        """Gather everything a report on the opinion rests on."""
        return gather_opinion(self._desk, self._trail, opinion)

    def promote(
        self, session: Session, opinion: OpinionId, promotion: Promotion, progress: Progress = SILENT
    ) -> tuple[ModelVersion, Changes]:
        """Register what was examined as data set and version of a model, and run the checks there.

        Raises `UserError` when the files are not the examined ones, or it was promoted before. A check run
        that is cancelled or fails leaves the version, on which the checks can be run again.
        """
        session.require(Permission.REGISTER)
        session.require(Permission.RUN_CHECKS)
        self._desk.store.check_actor(session)
        found = the_opinion(self._desk.store, opinion)
        check_promotion(self._desk.store, found, promotion)
        dataset, _ = self._inventory.register_dataset(session, dataset_of(found, promotion))
        model, owner = self._model(session, promotion)
        new = version_of(found, promotion, model=model, developer=promotion.developer or owner)
        new = replace(new, datasets=(dataset.id,))
        version, _ = self._inventory.register_version(session, new, Part(progress, 0.0, 0.5))
        self._mark(session, found.id, version)
        request = RunRequest(version=version.id, dataset=dataset.id, seed=found.examination.plan.seed)
        _, changes = self._checking.run(session, request, Part(progress, 0.5, 1.0))
        return version, changes | Changes.OPINIONS | Changes.INVENTORY

    def _model(self, session: Session, promotion: Promotion) -> tuple[ModelId, PersonId]:
        """Return the model that takes the version in, registered now if it is new, and its owner."""
        if isinstance(promotion.model, str):
            found = the_model(self._desk.store, promotion.model)
        else:
            found, _ = self._inventory.register_model(session, promotion.model)
        return found.id, found.owner

    def _mark(self, session: Session, opinion: OpinionId, version: ModelVersion) -> None:
        with self._desk.store.transaction(session) as step:
            found = the_opinion(step, opinion)
            step.put(replace(found, promoted=version.id), Action.OPINION_PROMOTED)
