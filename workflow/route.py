"""What steps write about papers and stations.

The route, its results, and what a result opens or closes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from core import numbers, scheduling
from core.models import Consultation, Meeting, Minutes, Paper
from core.paper_number import matter
from core.results import APPROVALS, DEFERRALS, Result

from .models import Process, Task

Outcome = Consultation.Outcome
Role = Consultation.Role
PAPER = ("title", "motion", "climate_result", "sections", "annexes", "unit", "place")


def known(paper: Paper | None) -> Paper:
    """The paper of a measure that has one: the rules R-22 and R-25 have asked before."""
    if paper is None:
        raise Paper.DoesNotExist
    return paper


def write_route(measure: Process, now: dt.datetime) -> None:
    """Prepare paper and route. The number is drawn once.

    After a release the next version is written (N1, N2 and so on).
    """
    data = measure.act.data
    values = {name: data[name] for name in (*PAPER, "reprint_reason") if name in data}
    paper = measure.paper
    if paper is None:
        paper = draw_paper(measure, kind=Paper.Kind.RESOLUTION, on=measure.act.on, **values)
    elif paper.released_at:
        paper = next_version(measure, paper, **values)
    elif values:
        Paper.objects.filter(pk=paper.pk).update(**values)
    if "copies" in data:
        paper.copies.set(data["copies"])
    if "stations" in data:
        paper.consultations.all().delete()
        Consultation.objects.bulk_create(
            Consultation(paper=paper, measure=measure, **station) for station in data["stations"]
        )
    if data.get("exception_reason", measure.exception_reason) != measure.exception_reason:
        by = measure.act.actor if data["exception_reason"] else None
        measure.put(exception_reason=data["exception_reason"], exception_by=by)
    measure.forget("paper", "stations")
    measure.touched.discard("stations")  # they open with the release, nobody waits for them yet


def draw_paper(measure: Process, *, kind: str, on: dt.date, **values: Any) -> Paper:
    """A new paper of the measure with the next number of the year."""
    values = {"title": measure.title, "dated": on} | values
    return Paper.objects.create(
        kind=kind,
        reference=numbers.paper_reference(year=on.year),
        measure=measure,
        plan_id=measure.plan_id,
        **values,
    )


def next_version(measure: Process, paper: Paper, **values: Any) -> Paper:
    """A reprint (Neufassung) of a paper that has been released: same number, next version."""
    version = paper.version + 1
    return Paper.objects.create(
        kind=paper.kind,
        reference=f"{matter(paper.reference)} N{version}",
        version=version,
        measure=measure,
        plan_id=paper.plan_id,
        replaces=paper,
        dated=measure.act.on,
        **({name: getattr(paper, name) for name in PAPER} | values),
    )


def open_route(measure: Process, now: dt.datetime) -> None:
    """Release the paper: its stations are open from now on.

    A public measure is visible for good.
    """
    paper = known(measure.paper)
    Paper.objects.filter(pk=paper.pk).update(released_at=now)
    measure.consultations.filter(paper=paper, opened_at=None).update(opened_at=now)
    for station in measure.planned_stations:
        station.opened_at = station.opened_at or now
    measure.touched.add("stations")
    measure.put(first_released_at=measure.first_released_at or now)


def inform(measure: Process, now: dt.datetime) -> None:
    """Tell bodies by an information paper of its own; nothing waits for it."""
    data = measure.act.data
    paper = draw_paper(
        measure,
        kind=Paper.Kind.INFORMATION,
        on=measure.act.on,
        title=data["title"],
        sections={"Information": data.get("text", "")},
        released_at=now,
    )
    paper.copies.set(data.get("copies", ()))
    for organization in data.get("organizations", ()):
        Consultation.objects.create(
            paper=paper,
            measure=measure,
            organization=organization,
            role=Role.INFORMATION,
            meeting_on=data.get("meeting_on"),
            opened_at=now,
        )
    measure.forget("stations")


def schedule(measure: Process, now: dt.datetime) -> None:
    """The station goes to the sitting, or waits again; the deadline of its task follows.

    What came back to the body is due at the sitting, and without one at the body's next.
    """
    station, meeting = measure.act.item, measure.act.data.get("meeting")
    if station.due_on:
        station.due_on = _due_again(station, meeting)
    station.meeting, station.meeting_on = meeting, meeting.day if meeting else None
    station.save(update_fields=["meeting", "meeting_on", "due_on"])
    due_on = station.due_on or station.meeting_on
    for task in Task.objects.open().filter(station=station.pk).exclude(due_on=due_on):
        task.postpone(due_on)


def _due_again(station: Consultation, meeting: Meeting | None) -> dt.date | None:
    if meeting:
        return meeting.day
    if station.meeting_on is None:
        return station.due_on
    return scheduling.due_back(station.organization_id, after=station.meeting_on)


def take_result(measure: Process, now: dt.datetime) -> Consultation:
    """The station with the five parts as typed and who recorded them; still to be saved."""
    station: Consultation = measure.act.item
    for name in Result.__dataclass_fields__:
        if name in measure.act.data:
            setattr(station, name, measure.act.data[name])
    if station.outcome in APPROVALS and not station.object:
        station.object = Consultation.Object.EXECUTION
    station.recorded_by, station.recorded_at = measure.act.actor, now
    return station


def write_result(measure: Process, now: dt.datetime) -> None:
    take_result(measure, now).save()


def confirm_result(measure: Process, now: dt.datetime) -> None:
    """The minutes stand behind the result from now on, with their page."""
    station, data = measure.act.item, measure.act.data
    station.minutes = data.get("minutes") or Minutes.objects.create(
        reference=data["reference"],
        dated=station.meeting_on or measure.act.on,
        entered_by=measure.act.by,
        entered_at=now,
    )
    station.page = data.get("page") or ""
    station.confirmed_by, station.confirmed_at = measure.act.actor, now
    station.save(update_fields=["minutes", "page", "confirmed_by", "confirmed_at"])


def publish(measure: Process, now: dt.datetime) -> None:
    """The result counts: the station is closed, and what it opens is opened."""
    station = take_result(measure, now)
    station.published_at = station.closed_at = now
    station.meeting_on = station.meeting_on or localdate(now)
    station.save()
    measure.touched.add("stations")
    if station.outcome in DEFERRALS or _is_procedural(station):
        continue_at(measure, station, now)
    elif station.outcome == Outcome.REFERRED:
        _refer(measure, station, now)
        measure.forget("stations")


def _is_procedural(station: Consultation) -> bool:
    """A vote on procedure settles nothing: the matter comes back."""
    return station.scope == Consultation.Scope.PROCEDURAL and station.outcome in (
        *APPROVALS,
        Outcome.REJECTED,
    )


def continue_at(measure: Process, station: Consultation, now: dt.datetime) -> None:
    """The same body treats it again: a continuation with its computed due date."""
    wanted = station.adjourned_to if station.outcome == Outcome.ADJOURNED else None
    body = station.organization_id
    sat_on = station.meeting_on if station.meeting_id else None
    due_on = wanted or scheduling.due_back(body, after=sat_on or localdate(now))
    _copy(
        station,
        now,
        due_on=due_on,
        meeting_on=wanted,
        meeting=scheduling.sitting_on(body, wanted),
    )
    measure.forget("stations")


def _refer(measure: Process, station: Consultation, now: dt.datetime) -> None:
    """Another body is heard first; a deciding or hearing body gets the matter back afterwards."""
    _copy(station, now, organization=station.refer_to, role=Role.ADVICE)
    if station.authoritative or station.role == Role.HEARING:
        later = station.order + 1
        open_ones = [
            s
            for s in measure.open_stations
            if s.paper_id == station.paper_id and s.order > station.order
        ]
        for each in open_ones:
            Consultation.objects.filter(pk=each.pk).update(order=each.order + 1)
        _copy(station, now, order=later)


def _copy(station: Consultation, now: dt.datetime, **changes: Any) -> Consultation:
    values: dict[str, Any] = {
        "paper_id": station.paper_id,
        "measure_id": station.measure_id,
        "organization_id": station.organization_id,
        "role": station.role,
        "order": station.order,
    }
    if "organization" in changes:
        values.pop("organization_id")
    return Consultation.objects.create(**(values | changes), opened_at=now, continues=station)


def result_follows(measure: Process) -> str | None:
    """What the published result means for the measure, if anything."""
    station: Consultation = measure.act.item
    if measure.status != "consulting" or not station.blocks:
        return None
    if station.outcome == Outcome.RETURNED_TO_LEAD:
        return "return_from_body"
    if not station.authoritative or station.scope != Consultation.Scope.MATTER:
        return None
    return (
        "adopt"
        if station.outcome in APPROVALS
        else "reject"
        if station.outcome == Outcome.REJECTED
        else None
    )


def drop_open_stations(measure: Process, now: dt.datetime) -> None:
    """What is not yet heard falls away; information papers keep their stations."""
    dropped = [station.pk for station in measure.open_stations if station.blocks]
    resolution = [
        s.pk for s in measure.open_stations if measure.paper and s.paper_id == measure.paper.pk
    ]
    measure.consultations.filter(pk__in={*dropped, *resolution}).update(dropped=True, closed_at=now)
    measure.forget("stations")


def replace(measure: Process, now: dt.datetime) -> None:
    """Bring in version N.

    Open stations move to it, stations that saw it superseded get it again.
    """
    old = known(measure.paper)
    data = measure.act.data
    values = {name: data[name] for name in PAPER if data.get(name)}
    new = next_version(measure, old, **values, reprint_reason=data["reason"], released_at=now)
    new.copies.set(old.copies.all())
    measure.consultations.filter(paper=old, closed_at=None).update(paper=new)
    measure.forget("paper", "stations")
    for station in measure.stations:
        if station.paper_id == old.pk and station.outcome == Outcome.SUPERSEDED:
            _copy(station, now, paper_id=new.pk)
    _keep_deciding_station(measure, new, now)
    measure.forget("stations")


def supplement(measure: Process, now: dt.datetime) -> None:
    """Bring in a supplement (E1, E2 and so on); the stations of the paper treat it as well."""
    paper, data = known(measure.paper), measure.act.data
    series = f"{matter(paper.reference)} E"
    number = measure.papers.filter(reference__startswith=series).count() + 1
    Paper.objects.create(
        kind=paper.kind,
        reference=f"{series}{number}",
        version=number,
        measure=measure,
        plan_id=paper.plan_id,
        supplements=paper,
        title=data.get("title") or paper.title,
        motion=data.get("motion", ""),
        sections={"Begründung": data["reason"]},
        unit=paper.unit,
        place=paper.place,
        dated=measure.act.on,
        released_at=now,
    )


def _keep_deciding_station(measure: Process, paper: Paper, now: dt.datetime) -> None:
    """A vote that settled nothing is taken again on the new version."""
    measure.forget("stations")
    deciding = [station for station in measure.stations if station.authoritative]
    if deciding and not any(station.is_open for station in deciding):
        _copy(max(deciding, key=lambda station: station.pk), now, paper_id=paper.pk)


def open_new_vote(measure: Process, now: dt.datetime) -> None:
    """After an objection the named body votes again."""
    data = measure.act.data
    _open_decision(
        measure, now, organization=data["organization"], meeting_on=data.get("meeting_on")
    )


def open_taken_over_station(measure: Process, now: dt.datetime) -> None:
    """A case taken over in consultation waits for its deciding body."""
    _open_decision(measure, now, organization=measure.act.data["organization"], meeting_on=None)


def _open_decision(measure: Process, now: dt.datetime, **values: Any) -> None:
    paper = measure.paper or draw_paper(
        measure,
        kind=Paper.Kind.RESOLUTION,
        on=measure.act.on,
        released_at=now,
        motion=measure.title,
    )
    order = max((s.order for s in measure.stations if s.paper_id == paper.pk), default=0) + 1
    Consultation.objects.create(
        paper=paper, measure=measure, role=Role.DECISION, order=order, opened_at=now, **values
    )
    measure.forget("paper", "stations")
