"""What must be true of every measure at every moment, said apart from the table of steps."""

from __future__ import annotations

from collections.abc import Iterator

from core.models import JournalEntry, Outbox
from tests.factories import open_keys, rebuilt_keys
from workflow.models import Process

FINAL = {"completed", "rejected", "withdrawn", "aborted"}
ORDER = "draft rework checking cosigning ready consulting funding funded implementing closing"
RANK = {name: rank for rank, name in enumerate(ORDER.split())}
# a body speaks by its result; the reason of a second look stands with the first person
SPOKEN = {"publish", "look_again", "resume"}


def broken(measure: Process) -> list[str]:
    """Every promise the measure breaks as it stands."""
    entries = list(measure.journal.select_related("actor"))
    return [
        *_tasks(measure),
        *_chain(measure, entries),
        *_work_has_ground(measure, entries),
        *_moves_are_explained(entries),
        *_ends(measure, entries),
    ]


def _tasks(measure: Process) -> Iterator[str]:
    asked = open_keys(measure)
    if asked != rebuilt_keys(measure):
        yield f"tasks {asked} are not those of a rebuild {rebuilt_keys(measure)}"
    if not asked and measure.status not in FINAL:
        yield f"nobody holds a task in {measure.status}"


def _chain(measure: Process, entries: list[JournalEntry]) -> Iterator[str]:
    seal = ""
    for number, entry in enumerate(entries, start=1):
        sound = entry.number == number and entry.digest == entry.content_digest()
        if not sound or entry.seal != entry.seal_after(seal):
            yield f"entry {number} does not follow"
        seal = entry.seal
    if (measure.version, measure.seal) != (len(entries), seal):
        yield "the head of the chain is not the newest entry"


def _work_has_ground(measure: Process, entries: list[JournalEntry]) -> Iterator[str]:
    """Nothing is carried out undecided, unsecured, unsigned or by one person alone."""
    if measure.status == "ready" and measure.missing_signatures:
        yield "ready without a required signature"
    fired = [name for entry in entries for name in _fired(entry)]
    if not measure.in_force or "take_over" in fired:
        return
    if not {"start", "start_early"} & set(fired):
        yield f"in force without a start: {fired}"
    if "start" not in fired and not measure.early_start_notice:
        yield "begun early without a notice"
    if not {"pass_check", "cosign", "overrule", "urgent"} & set(fired):
        yield "begun past the check"
    if len({entry.actor_id for entry in entries}) < 2:
        yield "carried by one person alone"
    if measure.status == "implementing" and not _stands_decided(entries):
        yield "at work without a decision that stands"


def _fired(entry: JournalEntry) -> list[str]:
    """What an entry did: the step, what followed from it, and where a correction led."""
    done: list[str] = entry.detail.get("fired", [])
    return [*done, f"{entry.action} to {entry.target}"]


def _stands_decided(entries: list[JournalEntry]) -> bool:
    """Tell whether the newest word on the matter is a decision, not an objection to it."""
    decisions = {"adopt", "approve_in_budget", "urgent", "correct to funding", "correct to funded"}
    said = [name for entry in entries for name in _fired(entry) if name in decisions | {"object"}]
    return bool(said) and said[-1] != "object"


def _moves_are_explained(entries: list[JournalEntry]) -> Iterator[str]:
    """Every way back has its reason, every move its letters."""
    for entry in entries[1:]:
        if entry.source == entry.target:
            continue
        if not Outbox.objects.filter(entry=entry).exclude(audiences=[]).exists():
            yield f"{entry.action} moved {entry.source} → {entry.target} unannounced"
        said = entry.reason.strip() or entry.action in SPOKEN
        if _is_back(entry) and not said:
            yield f"{entry.action} went back {entry.source} → {entry.target} without a reason"


def _is_back(entry: JournalEntry) -> bool:
    ended = entry.target in {"withdrawn", "paused"}
    return ended or RANK.get(entry.target, 99) < RANK.get(entry.source, -1)


def _ends(measure: Process, entries: list[JournalEntry]) -> Iterator[str]:
    """A measure in force never ends by a rejection or a withdrawal."""
    if measure.in_force and measure.status in {"rejected", "withdrawn"}:
        yield f"in force and {measure.status}"
    if measure.terminated and measure.status == "completed":
        yield "terminated and completed"
    left_rejected = [e for e in entries if e.source == "rejected" != e.target]
    if any(entry.action != "correct" for entry in left_rejected):
        yield "rejected and moved again without a correction"
