"""The results of a sitting, row by row: kept as drafts until the whole sitting is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _

from core import attendance, results
from core.models import AgendaItem, Consultation, Meeting, MeetingEntry, Person
from core.results import Outcome, Result, Role
from core.steps import Text
from workflow import engine
from workflow.models import Task
from workflow.refusals import Hidden, Reason, Refusal, Stale, StepRefused
from workflow.transactions import one_transaction

from .agenda import items, refuse
from .door import locked, note, permit

What = MeetingEntry.What
PARTS = tuple(Result.__dataclass_fields__)
FAVOURABLE = {
    Role.DECISION: Outcome.APPROVED,
    Role.ADVICE: Outcome.RECOMMENDED,
    Role.HEARING: Outcome.RECOMMENDED,
    Role.INFORMATION: Outcome.NOTED,
}


class StaleRow(Stale):
    """Somebody else has saved this row meanwhile (409)."""

    def __init__(self, item: AgendaItem) -> None:
        super().__init__()
        self.item = item

    @property
    def sentences(self) -> list[str]:
        result = self.item.result
        return [
            _("%(person)s hat TOP %(number)s um %(time)s Uhr erfasst: %(result)s.")
            % {
                "person": result.recorded_by or _("Das System"),
                "number": self.item.number,
                "time": f"{localtime(result.recorded_at or now()):%H:%M}",
                "result": result.get_outcome_display() or _("noch ohne Ergebnis"),
            }
        ]


@dataclass(frozen=True)
class Answer:
    """What became of one item of a batch: done, or the sentences that say why not."""

    item: AgendaItem
    sentences: Sequence[str] = ()
    place: int = 0

    @property
    def done(self) -> bool:
        return not self.sentences


def role_of(item: AgendaItem) -> str:
    """In which role the body treats the item; what is no station is decided here."""
    if item.station is not None:
        return item.station.role
    informs = item.kind in (AgendaItem.Kind.INQUIRY, AgendaItem.Kind.ANNOUNCEMENT)
    return Role.INFORMATION if informs else Role.DECISION


def favourable(item: AgendaItem) -> dict[str, Any]:
    """As recommended: what the body says if it simply agrees."""
    outcome = FAVOURABLE[Role(role_of(item))]
    manner = "none" if outcome == Outcome.NOTED else "unanimous"
    return {"outcome": outcome, "manner": manner, "scope": "matter"}


def result_of(item: AgendaItem, data: Mapping[str, Any] | None = None) -> Result:
    """The five parts as typed now, completed by the draft."""
    return results.result_of(data or {}, item.result)


def wrong(result: Result, role: str) -> list[Text]:
    """What can never be true of the result; what is only missing may be added later."""
    missing = results.lacks(result)
    found: list[Text] = [each for each in results.contradictions(result) if each not in missing]
    if result.outcome and not results.is_competent(result, role):
        found.append(_not_competent(role))
    return found


def _too_many_votes(row: AgendaItem, result: Result) -> list[str]:
    """Nobody votes who is not there or may not take part."""
    cast = attendance.votes_cast(result)
    present = attendance.voters(row) if cast else None
    if present is None or cast <= present:
        return []
    said = _("Es sind mehr Stimmen (%(cast)d) als Stimmberechtigte anwesend waren (%(present)d).")
    return [said % {"cast": cast, "present": present}]


def _not_competent(role: str) -> str:
    said = _(
        "In der Rolle „%(role)s“ ist dieses Ergebnis nicht möglich. Möglich ist zum Beispiel: "
        "%(fits)s."
    )
    fits = FAVOURABLE[Role(role)]
    return said % {"role": Role(role).label, "fits": Outcome(fits).label}


def token(item: AgendaItem) -> str:
    """What a page saw of a row: it changes with every save, also with one made elsewhere."""
    at = item.result.recorded_at
    return f"{item.version}.{at.isoformat() if at else ''}"


@one_transaction
def record_row(*, actor: Person, item: int, seen: str, data: Mapping[str, Any]) -> AgendaItem:
    """Keep the result of one item as a draft; nothing is announced by it.

    Raises StaleRow (409) when the row was saved since it was seen, StepRefused (422) when the
    result cannot be true, the sitting lies ahead or the result is published already.
    """
    row = _row(item, actor)
    if token(row) != seen:
        raise StaleRow(row)
    _refuse_early_or_late(row)
    _refuse_wrong(row, data)
    if row.station is None:
        _write(row, actor, data)
    else:
        _record_station(row.station, actor, data)
    AgendaItem.objects.filter(pk=row.pk).update(version=F("version") + 1)
    if row.meeting.state in (Meeting.State.PLANNED, Meeting.State.INVITED):
        Meeting.objects.filter(pk=row.meeting_id).update(state=Meeting.State.HELD)
    return _row(item, actor)


def _row(item: int, actor: Person) -> AgendaItem:
    """The item under its lock with all that a row of the grid shows."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related(
        "meeting__organization",
        "station__organization",
        "station__paper",
        "station__measure",
        "station__recorded_by",
        "recorded_by",
    )
    found = rows.filter(pk=item).first()
    if found is None:
        raise Hidden
    permit(actor, found.meeting)
    return found


def _refuse_early_or_late(row: AgendaItem) -> None:
    meeting = row.meeting
    if meeting.is_over:
        raise refuse(_("Diese Sitzung ist abgeschlossen oder abgesagt."))
    if meeting.day > localdate():
        day = {"day": f"{meeting.day:%d.%m.%Y}"}
        raise refuse(_("Die Sitzung ist erst am %(day)s: Vorher gibt es kein Ergebnis.") % day)
    if row.result.published_at:
        raise refuse(
            _("Dieses Ergebnis ist veröffentlicht: Ändern kann es nur noch eine Berichtigung.")
        )
    if not row.is_here or (row.station and row.station.closed_at):
        raise refuse(_("Dieser Punkt steht hier nicht mehr zur Beratung."))


def _refuse_wrong(row: AgendaItem, data: Mapping[str, Any]) -> None:
    result = result_of(row, data)
    found = [*wrong(result, role_of(row)), *_too_many_votes(row, result)]
    if found:
        raise StepRefused([Reason("R-30", str(each)) for each in found])


def _record_station(station: Consultation, actor: Person, data: Mapping[str, Any]) -> None:
    engine.perform(
        actor=actor,
        task=task_of(station),
        action="record",
        seen=station.measure.version if station.measure else 0,
        data={name: data[name] for name in PARTS if name in data},
    )


def task_of(station: Consultation) -> int:
    """The open task of the station; it has one as soon as it is its turn."""
    task = Task.objects.open().filter(station=station.pk).values_list("pk", flat=True).first()
    if task is None:
        raise refuse(
            _("Diese Station ist noch nicht an der Reihe: Ein anderes Gremium ist vorher dran.")
        )
    return int(task)


def _write(row: AgendaItem, actor: Person, data: Mapping[str, Any]) -> None:
    for name in PARTS:
        if name in data:
            setattr(row, name, data[name])
    row.recorded_by, row.recorded_at = actor, now()
    row.save()


def record_all_as_proposed(*, actor: Person, meeting: int) -> list[Answer]:
    """Every item still without a result: the body agrees unanimously, or takes note."""
    found = _run(actor, meeting)
    empty = [each for each in items(found) if wants_result(each) and not each.result.outcome]
    return [_recorded(actor, each) for each in empty]


def _recorded(actor: Person, item: AgendaItem) -> Answer:
    try:
        record_row(actor=actor, item=item.pk, seen=token(item), data=favourable(item))
    except Refusal as refused:
        return Answer(item, sentences_of(refused))
    return Answer(item)


def wants_result(item: AgendaItem) -> bool:
    """To be recorded here: open, and no mere formality."""
    return item.is_open and item.asks_for_result


def sentences_of(refused: Refusal) -> list[str]:
    """What a refusal says, sentence by sentence."""
    if isinstance(refused, Stale):
        return refused.sentences
    if isinstance(refused, StepRefused):
        return [reason.sentence for reason in refused.reasons]
    return [str(refused)]


def _run(actor: Person, meeting: int) -> Meeting:
    found = Meeting.objects.select_related("organization").filter(pk=meeting).first()
    if found is None:
        raise Hidden
    permit(actor, found)
    return found


# ---- publishing ---------------------------------------------------------------------------------


def is_recorded(item: AgendaItem) -> bool:
    """A draft that waits to be published."""
    return item.is_open and bool(item.result.outcome)


def faults(item: AgendaItem) -> list[str]:
    """What forbids publishing the draft; the check page shows it before anybody tries."""
    result = result_of(item)
    return [str(each) for each in (*results.lacks(result), *wrong(result, role_of(item)))]


def publish_recorded(
    *, actor: Person, meeting: int, after: int = 0, most: int | None = None
) -> Iterator[Answer]:
    """Publish the drafts of a sitting one by one, each in a transaction of its own.

    `after` is the place of the last item tried, `most` ends the run early, so that a page can show
    how far it is.
    """
    rows = enumerate(items(_run(actor, meeting)), start=1)
    left = [(place, row) for place, row in rows if place > after and is_recorded(row)]
    for place, row in left[:most]:
        yield replace(_published(actor, row), place=place)


def _published(actor: Person, item: AgendaItem) -> Answer:
    found = faults(item)
    if found:
        return Answer(item, found)
    try:
        if item.station is None:
            publish_own(actor=actor, item=item.pk)
        else:
            publish_station(actor, item.station)
    except Refusal as refused:
        return Answer(item, sentences_of(refused))
    return Answer(item)


def publish_station(actor: Person, station: Consultation) -> None:
    """The draft counts from now on; what follows for the measure the law says."""
    engine.perform(
        actor=actor,
        task=task_of(station),
        action="publish",
        seen=station.measure.version if station.measure else 0,
        data={},
    )


@one_transaction
def publish_own(*, actor: Person, item: int) -> AgendaItem:
    """The result of an item without a station; a second click changes nothing."""
    row = _row(item, actor)
    if row.published_at is None:
        row.published_at = now()
        row.save(update_fields=["published_at"])
        meeting = locked(row.meeting_id, actor=actor)
        outcome = row.get_outcome_display()
        note(meeting, actor=actor, what=What.PUBLISHED, about=str(row), outcome=outcome)
    return row
