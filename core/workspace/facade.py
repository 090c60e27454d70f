"""How is a workspace created, opened and closed?"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from core.ids import Digest
from core.policy import Policy
from core.policy_difference import PolicyChange, policy_changes
from core.policy_file import policy_file
from core.store import Store
from core.texts import Text
from core.workspace import folder as places
from core.workspace import founding
from core.workspace.changes import Changes
from core.workspace.checking import Checking
from core.workspace.decisions import Decisions
from core.workspace.desk import Desk
from core.workspace.externals import Externals
from core.workspace.findings import Findings
from core.workspace.governance.around import Governance
from core.workspace.inventory import Inventory
from core.workspace.lock import Lock
from core.workspace.opinions import Opinions
from core.workspace.own_certificates import OwnCertificates
from core.workspace.people import People
from core.workspace.policies import Policies
from core.workspace.reporting import Reporting, recover
from core.workspace.requests import NewPerson
from core.workspace.risk import Risk
from core.workspace.sensitive import Sensitive, finish_deletions
from core.workspace.session import Session
from core.workspace.trail import Trail
from core.workspace.waiting import WaitingList

Clock = Callable[[], datetime]


def local_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class Workspace(Governance):
    """A folder with `workspace.db`, content-addressed files, keys and reports."""

    def __init__(self, desk: Desk, lock: Lock | None) -> None:
        """Use `create` or `open` instead."""
        self._desk = desk
        self._lock = lock
        self._policies = Policies(desk)
        self.folder: Path = desk.folder
        self.people: People = desk.people
        self.own_certificates = OwnCertificates(desk)
        self.inventory = Inventory(desk)
        self.risk = Risk(desk)
        self.checking = Checking(desk)
        super().__init__(desk, self.checking)
        self.sensitive = Sensitive(desk)
        self.externals = Externals(desk)
        self.findings = Findings(desk)
        self.decisions = Decisions(desk)
        self.waiting = WaitingList(desk)
        self.reporting = Reporting(desk)
        self.opinions = Opinions(desk, self.inventory, self.checking)
        self.trail = Trail(desk)

    @classmethod
    def create(
        cls, folder: Path, first: NewPerson, *, policy: bytes | None = None, clock: Clock = local_clock
    ) -> tuple["Workspace", Session]:
        """Make a workspace with its first person, who also becomes administrator.

        `policy` is the text of a policy file (default: the one that is shipped).
        Raises `UserError` when the folder is not empty or cannot be written.
        """
        desk, session, lock = founding.found(folder.absolute(), first, policy, clock)
        return cls(desk, lock), session

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False, clock: Clock = local_clock) -> "Workspace":
        """Open a workspace; migrate an older schema after a backup copy.

        Raises `UserError` when there is none, it is damaged, on a network share, or of a newer schema;
        `ConflictError` when another process has it open for writing, naming the holder.
        """
        folder = folder.absolute()
        places.check_is_workspace(folder)
        with ExitStack() as undo:
            lock = None if read_only else Lock.take(folder)
            if lock is not None:
                undo.callback(lock.release)
            places.bring_up_to_date(folder, clock(), read_only=read_only)
            store = Store(folder / places.DATABASE, clock, read_only=read_only)
            undo.callback(store.close)
            workspace = cls(places.desk(folder, store, clock), lock)
            workspace._settle()
            undo.pop_all()
        return workspace

    @property
    def id(self) -> str:
        """Return the random id of the workspace."""
        return self._desk.store.id

    @property
    def today(self) -> date:
        """Return the day by the workspace's clock (UTC)."""
        return self._desk.clock().date()

    @property
    def read_only(self) -> bool:
        """Tell whether nothing can be changed."""
        return self._desk.store.read_only

    @property
    def policy(self) -> Policy:
        """Return the adopted policy."""
        return self._desk.policy

    @property
    def policy_changed_on_disk(self) -> bool:
        """Tell whether `policy.toml` differs from the adopted policy, which stays in force."""
        return self._policies.changed_on_disk()

    def adopt_policy(
        self, session: Session, data: bytes, reason: Text | None = None, *, replaces: Digest | None = None
    ) -> tuple[Policy, Changes]:
        """Put another policy in force; by an administrator or a risk manager."""
        return self._policies.adopt(session, data, reason, replaces=replaces)

    @property
    def policy_text(self) -> bytes:
        """Return the file of the policy in force, byte for byte."""
        return self._policies.text()

    def compare_policy(self, data: bytes) -> tuple[Policy, tuple[PolicyChange, ...]]:
        """Return a policy and what it demands otherwise than the one in force; `UserError` if it is none."""
        new = policy_file(data).policy
        return new, policy_changes(self.policy, new)

    def close(self) -> None:
        """Give the lock back and close all connections; harmless when repeated."""
        self._desk.store.close()
        if self._lock is not None:
            self._lock.release()

    def _settle(self) -> None:
        """Finish what a crash left half done, and keep the daily copy.

        Only whether the workspace was founded is asked here: a damaged one must open, to be verified.
        """
        if self.id and not self.read_only:
            self._desk.store.fill_lists()
            self._desk.files.sweep()
            finish_deletions(self._desk)
            recover(self._desk)
            places.daily_copy(self.folder, self._desk.clock())
