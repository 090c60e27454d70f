"""Do chain, objects, texts and files still agree?

The links between the events and the checkpoints of the filed reports come first, and answer first; then what
the events say, the objects, the texts and the files. What the trail says about each object is compared with
what is stored, in both directions.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from core.audit import Depth, Problem, TrailProblem, TrailState
from core.canonical import timestamp
from core.decisions import Decision, signing_bytes
from core.errors import IntegrityError, UserError
from core.evidence import IssuedReport
from core.governance.campaigns import Attestation, Campaign
from core.governance.determinations import Determination
from core.ids import Digest
from core.messages import Message, message
from core.people import Person
from core.progress import Progress
from core.store.aggregates import WorkspaceRecord
from core.store.files import file_sha256
from core.store.mapping import mappers
from core.store.snapshot import Snapshot, StoredObject
from core.workspace.certificate_fields import wrong_fields
from core.workspace.chain import Chain, ChainPlan, Listener, read_chain
from core.workspace.desk import Desk
from core.workspace.governance.campaigns import attested
from core.workspace.governance.determination_rules import rules
from core.workspace.governance.determined import SignatureState, state_with
from core.workspace.keyring import Keyring
from core.workspace.own_key import shared_keys, signed_by

_FILED = re.compile(r"REP-\d{4,}\.pdf$")
_LINK_SHARE = 0.15
_CHAIN_SHARE = 0.7
"""Parts of the work that the links and all of the chain usually are, for the progress bar."""


class Verifier:
    """One verification; collects problems instead of stopping at the first."""

    def __init__(self, desk: Desk, snapshot: Snapshot, progress: Progress, *, filed: frozenset[str]) -> None:
        """Look at one moment of a workspace; `filed` are the files that lay in `reports` before it."""
        self._desk = desk
        self._filed = filed
        self._snapshot = snapshot
        self._progress = progress
        self._problems: list[TrailProblem] = []
        self._reports: list[IssuedReport] = []
        self._persons: list[Person] = []
        self._files: dict[Digest, str] = {}
        self._texts: set[Digest] = set()
        self._decisions: dict[str, tuple[Digest, ...]] = {}
        self._determinations: list[str] = []
        self._attestations: list[str] = []
        self._erasable: dict[str, tuple[Digest, ...]] = {}

    def run(self, depth: Depth) -> TrailState:
        """Check as much as is asked for and return what was found."""
        self._witnesses()
        chain = self._chain(depth)
        self._check_keys()
        if depth is not Depth.CHAIN:
            self._check_contents(chain)
        if depth is Depth.SIGNATURES:
            self._check_lists()
        return TrailState(
            checkpoint=chain.checkpoint(timestamp(self._desk.clock())),
            problems=(*chain.problems, *self._problems),
            signatures_checked=chain.signatures_checked,
            depth=depth,
        )

    def _check_contents(self, chain: Chain) -> None:
        self._check_objects(chain)
        self._check_counters(chain)
        self._check_texts(chain)
        self._check_files()
        self._check_decisions(chain)
        self._check_determinations()
        self._check_attestations(chain)

    def _witnesses(self) -> None:
        """Read whose keys sign events, and the reports that carry checkpoints."""
        for item in self._snapshot.objects(Person, IssuedReport):
            match item.value:
                case IssuedReport() as report:
                    self._reports.append(report)
                case Person() as person:
                    self._persons.append(person)

    def _noted(self) -> Iterator[StoredObject]:
        for item in self._snapshot.objects():
            self._progress.check()
            self._files.update(dict.fromkeys(item.files, _named(item.name)))
            self._texts.update(item.texts)
            match item.value:
                case Decision() as decision:
                    self._decisions[decision.id] = item.texts
                case Determination() as determination:
                    self._determinations.append(determination.id)
                case Attestation() as attestation:
                    self._attestations.append(attestation.id)
                    self._erasable[attestation.id] = item.texts
                case Campaign() as campaign:
                    self._erasable[campaign.id] = item.texts
            yield item

    def _chain(self, depth: Depth) -> Chain:
        plan = ChainPlan(
            workspace=self._workspace_id(),
            keyring=Keyring(self._persons, self._snapshot.person_events()),
            sizes=frozenset(report.checkpoint.size for report in self._reports),
            depth=depth,
        )
        total = max(self._snapshot.event_count(), 1)
        says = [message("Checking the chain of the audit trail")]

        def rows(linked: int, read: int) -> None:
            share = _LINK_SHARE * linked + (_CHAIN_SHARE - _LINK_SHARE) * read
            self._progress(share / total, says[-1])
            self._progress.check()

        def linked(chain: Chain) -> None:
            self._check_reports(chain)
            says.append(_linked(chain, sound=not chain.problems and not self._problems))

        return read_chain(self._snapshot, plan, Listener(rows=rows, linked=linked))

    def _workspace_id(self) -> str:
        return self._snapshot.first_id(WorkspaceRecord)

    def _report(self, problem: Problem, name: str, seq: int | None = None) -> None:
        self._problems.append(TrailProblem(problem=problem, seq=seq, object=name))

    def _check_objects(self, chain: Chain) -> None:
        missing = dict(chain.objects)
        for item in self._noted():
            told = missing.pop(item.name, None)
            name = _named(item.name)
            if told is None:
                self._report(Problem.OBJECT_NOT_RECORDED, name)
                continue
            if item.digest != told.digest or not item.readable:
                self._report(Problem.OBJECT_CHANGED, name, told.last_seq)
            elif not item.columns_agree:
                self._report(Problem.COLUMNS_DIFFER, name, told.last_seq)
            if (item.created_seq, item.rev_seq) != (told.created_seq, told.last_seq):
                self._report(Problem.COLUMNS_DIFFER, name, told.last_seq)
        for name_pair, told in missing.items():
            self._report(Problem.OBJECT_MISSING, _named(name_pair), told.last_seq)

    def _check_counters(self, chain: Chain) -> None:
        """Compare the last numbers given with the ids in the trail: a lower one would give an id twice."""
        highest = _highest_numbers(chain)
        given = Counter(
            {
                mapper.prefix: highest.get(mapper.kind.value, 0)
                for mapper in mappers()
                if mapper.prefix is not None and mapper.value is not IssuedReport
            }
        )
        stored = Counter(self._snapshot.counters())
        for prefix in sorted(given | stored):
            if given[prefix] != stored[prefix]:
                self._report(Problem.COLUMNS_DIFFER, f"counter {prefix}")

    def _check_texts(self, chain: Chain) -> None:
        wanted = self._texts | chain.texts
        for text in self._snapshot.texts():
            name = f"text {text.digest[:12]}"
            if text.digest not in wanted:
                self._report(Problem.OBJECT_NOT_RECORDED, name)
            elif not text.agrees or text.erased != (text.digest in chain.erased):
                self._report(Problem.TEXT_CHANGED, name)
            wanted.discard(text.digest)
        for digest in sorted(wanted):
            self._report(Problem.TEXT_CHANGED, f"text {digest[:12]}")

    def _check_lists(self) -> None:
        """Compare the caches of lists and words with the records; they stand in no event.

        A record that cannot be read was reported before; then there is nothing to compare with.
        """
        with suppress(IntegrityError, UserError, ValueError):
            for name in self._snapshot.differing_lists():
                self._report(Problem.COLUMNS_DIFFER, name)

    def _check_keys(self) -> None:
        for person in self._persons:
            on_disk = self._desk.people.ledger_key_on_disk(person.id)
            if on_disk is not None and on_disk != person.ledger_key:
                self._report(Problem.KEY_UNKNOWN, f"person {person.id}")
        for name in shared_keys(self._persons):
            self._report(Problem.KEY_SHARED, f"person {name}")
        for who, field, seq in wrong_fields(self._persons, self._snapshot.person_events()):
            self._report(Problem.OBJECT_CHANGED, f"person {who}, {field}", seq)

    def _check_files(self) -> None:
        for number, (digest, owner) in enumerate(self._files.items()):
            share = _CHAIN_SHARE + (1 - _CHAIN_SHARE) * number / len(self._files)
            self._progress(share, message("Checking the stored files"))
            self._progress.check()
            try:
                if not self._desk.files.verify(digest):
                    self._report(Problem.ARTIFACT_CHANGED, owner)
            except (IntegrityError, OSError):
                self._report(Problem.ARTIFACT_MISSING, owner)

    def _check_reports(self, chain: Chain) -> None:
        for report in self._reports:
            name, witness = f"report {report.id}", report.checkpoint
            self._check_report_file(self._desk.folder / report.path, report.sha256, name)
            found = chain.prefixes.get(witness.size)
            told = (witness.db, witness.head, witness.root)
            if found is None or told != (self._workspace_id(), found.head, found.root):
                self._report(Problem.CHECKPOINT_DIFFERS, name)

        recorded = {Path(report.path).name for report in self._reports}
        for name in sorted(self._filed - recorded):
            self._report(Problem.OBJECT_NOT_RECORDED, f"report {name}")

    def _check_decisions(self, chain: Chain) -> None:
        """Check what approvers signed; a decision of which a text was erased can no longer be checked."""
        persons = {person.id: person for person in self._persons}
        for identity, texts in self._decisions.items():
            if not chain.erased.isdisjoint(texts):
                continue
            decision = self._snapshot.get(Decision, identity)
            if decision is None or not _signed(decision, persons.get(decision.decided_by)):
                self._report(Problem.SIGNATURE_INVALID, f"decision {identity}")

    def _check_determinations(self) -> None:
        """Check what was signed, and whether each outcome still follows from its answers."""
        persons = {person.id: person for person in self._persons}
        for identity in self._determinations:
            found = self._snapshot.get(Determination, identity)
            if found is None:
                continue
            if state_with(persons.get(found.decided_by), found) is SignatureState.INVALID:
                self._report(Problem.SIGNATURE_INVALID, f"determination {identity}")
            rule = rules().get(found.kind)
            if rule is not None and not rule.follows(found):
                self._report(Problem.OUTCOME_CONTRADICTED, f"determination {identity}")

    def _check_attestations(self, chain: Chain) -> None:
        """Check what those asked in campaigns signed, unless a text of it was erased."""
        persons = {person.id: person for person in self._persons}
        for identity in self._attestations:
            found = self._snapshot.get(Attestation, identity)
            campaign = None if found is None else self._snapshot.get(Campaign, found.campaign)
            if found is None or campaign is None:
                continue
            if not chain.erased.isdisjoint((*self._erasable[identity], *self._erasable[campaign.id])):
                continue
            if not attested(found, campaign, persons.get(found.given_by)):
                self._report(Problem.SIGNATURE_INVALID, f"attestation {identity}")

    def _check_report_file(self, path: Path, sha256: Digest, name: str) -> None:
        try:
            if file_sha256(path) != sha256:
                self._report(Problem.REPORT_CHANGED, name)
        except OSError:
            self._report(Problem.ARTIFACT_MISSING, name)


def filed_reports(folder: Path) -> frozenset[str]:
    """Return the names of the files that look like filed reports.

    They are witnesses: one the trail does not know shows that an older database was put back.
    """
    return frozenset(path.name for path in (folder / "reports").glob("*.pdf") if _FILED.search(path.name))


def _linked(chain: Chain, *, sound: bool) -> Message:
    if sound:
        return message("{n} events linked without a break. Checking their contents.", n=chain.size)
    return message("The audit trail is NOT intact. Checking the rest.")


def _signed(decision: Decision, person: Person | None) -> bool:
    return signed_by(person, decision.certificate_digest, signing_bytes(decision), decision.signature)


def _highest_numbers(chain: Chain) -> dict[str, int]:
    """Return the highest number in the ids of each kind of object."""
    found = dict[str, int]()
    for kind, identity in chain.objects:
        number = identity.rpartition("-")[2]
        if number.isdecimal() and int(number) > found.get(kind, 0):
            found[kind] = int(number)
    return found


def _named(name: tuple[str, str]) -> str:
    return " ".join(name)
