"""The sittings of the demo: a year and a half of calendar, members, and three agendas at work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.timezone import localdate, make_aware

from core import deadlines
from core.models import (
    Meeting,
    MeetingEntry,
    Organization,
    Person,
    Recess,
    RouteTemplate,
    RouteTemplateStation,
    Seat,
    StandingItem,
)
from workflow.meetings import agenda, attendance, recording

from .city import ARTS, COUNCIL, DISTRICT, INTERNATIONAL, MAIN, NATURE, SCHOOLS, City

WEEK = dt.timedelta(weeks=1)
PAST, AHEAD = 26, 30  # weeks of the calendar before and after today
# body: every how many weeks, on which weekday, when, where; main committee and council share a day
RHYTHM: dict[str, tuple[int, int, int, str]] = {
    MAIN: (2, 3, 10, "Rathaus, Gobelinsaal"),
    COUNCIL: (4, 3, 15, "Rathaus, Ratssaal"),
    INTERNATIONAL: (4, 1, 16, "Rathaus, Hodlersaal"),
    ARTS: (4, 4, 14, "Rathaus, Mosaiksaal"),
    SCHOOLS: (4, 2, 15, "Rathaus, Hodlersaal"),
    NATURE: (4, 0, 14, "Rathaus, Gobelinsaal"),
    DISTRICT: (5, 2, 18, "Freizeitheim Linden, Saal 1"),
}
FACTIONS = {"SOZ": "Fraktion Soziale Stadt", "ÖKO": "Fraktion Grün", "BÜR": "Fraktion Bürger"}
SEATS, ADVISER, EXCUSED = 7, 6, 2
FIRST = ("Ilse", "Jan", "Kerstin", "Lars", "Meryem", "Norbert", "Olga", "Piet", "Rana", "Sönke")
LAST = ("Ahrens", "Behr", "Cordes", "Dincer", "Eilers", "Fricke", "Gomez", "Hinz", "Ilic", "Jost")
STANDING = (
    ("Eröffnung und Feststellung der Beschlussfähigkeit", "opening", "standing"),
    ("Genehmigung der Niederschrift über die vorige Sitzung", "opening", "standing"),
    ("Bericht der Verwaltung", "closing", "announcement"),
    ("Verschiedenes", "closing", "standing"),
)


def hold_sittings(city: City) -> None:
    """Fill the calendar, then let three secretariats work on the sittings nearest to today."""
    Recess.objects.bulk_create(_recesses(city.today))
    sittings = Meeting.objects.bulk_create(_calendar(city))
    MeetingEntry.objects.bulk_create(_noted(city, row) for row in sittings)
    Seat.objects.bulk_create(_seats(city))
    StandingItem.objects.bulk_create(
        StandingItem(title=title, place=place, kind=kind, order=order, valid_from=_since(city))
        for order, (title, place, kind) in enumerate(STANDING, start=1)
    )
    _write_template(city)
    _sitting_of_today(city)
    _invited_sitting(city, INTERNATIONAL)
    _prepared_sitting(city, ARTS)


def _since(city: City) -> dt.date:
    return dt.date(city.today.year - 3, 1, 1)


def _recesses(today: dt.date) -> Iterator[Recess]:
    for year in (today.year, today.year + 1):
        yield Recess(
            name="Sommerpause", begins_on=dt.date(year, 7, 6), ends_on=dt.date(year, 8, 12)
        )
        yield Recess(
            name="Weihnachtspause",
            begins_on=dt.date(year, 12, 21),
            ends_on=dt.date(year + 1, 1, 6),
        )


def _calendar(city: City) -> Iterator[Meeting]:
    monday = city.today - dt.timedelta(days=city.today.weekday())
    free = list(_recesses(city.today))
    for name, (weeks, weekday, hour, room) in RHYTHM.items():
        number = 1
        for step in range(-PAST, AHEAD, weeks):
            day = monday + step * WEEK + dt.timedelta(days=weekday)
            if day == city.today or _is_free(day, free):
                continue
            yield _meeting(city, name, day, number, hour, room)
            number += 1


def _is_free(day: dt.date, free: list[Recess]) -> bool:
    resting = any(recess.begins_on <= day <= recess.ends_on for recess in free)
    return resting or not deadlines.is_working_day(day)


def _meeting(city: City, name: str, day: dt.date, number: int, hour: int, room: str) -> Meeting:
    return Meeting(
        organization=city.organizations[name],
        day=day,
        begins=dt.time(hour),
        number=number,
        room=room,
        public=name != MAIN,
        state=Meeting.State.PLANNED if day > city.today else Meeting.State.CLOSED,
    )


def _noted(city: City, row: Meeting) -> MeetingEntry:
    """When the sitting was set: half a year before, or with the newest calendar."""
    day = min(row.day - PAST * WEEK, city.today - WEEK)
    at = make_aware(dt.datetime.combine(day, dt.time(9)))
    what, detail = MeetingEntry.What.PLANNED, {"version": row.version}
    return MeetingEntry(meeting=row, at=at, what=what, about=str(row), detail=detail)


def _seats(city: City) -> Iterator[Seat]:
    factions = [
        Organization.objects.get_or_create(
            kind=Organization.Kind.FACTION, name=name, valid_to=None, defaults={"code": code}
        )[0]
        for code, name in FACTIONS.items()
    ]
    for offset, name in enumerate(RHYTHM):
        function = {0: Seat.Function.CHAIR, 1: Seat.Function.DEPUTY, ADVISER: Seat.Function.ADVISER}
        for number in range(SEATS):
            yield Seat(
                organization=city.organizations[name],
                name=f"{FIRST[(number + offset) % 10]} {LAST[(number * 3 + offset) % 10]}",
                faction=factions[(number + offset) % len(factions)] if number != ADVISER else None,
                function=function.get(number, Seat.Function.MEMBER),
                valid_from=_since(city),
            )


def _write_template(city: City) -> None:
    template = RouteTemplate.objects.create(name="Ausschuss, VA, Rat", valid_from=_since(city))
    rows = ((INTERNATIONAL, "advice"), (MAIN, "advice"), (COUNCIL, "decision"))
    for order, (name, role) in enumerate(rows, start=1):
        RouteTemplateStation.objects.create(
            template=template, organization=city.organizations[name], role=role, order=order
        )


# ---- agendas at work ----------------------------------------------------------------------------


def _secretary(city: City, name: str) -> Person:
    return city.person(name, "secretary")


def _sitting_of_today(city: City) -> None:
    """The main committee sits today: attendance taken, the first results kept as drafts."""
    clerk = _secretary(city, MAIN)
    weeks, _weekday, hour, room = RHYTHM[MAIN]
    number = Meeting.objects.filter(
        organization=city.organizations[MAIN], day__lt=city.today
    ).count()
    today = _meeting(city, MAIN, city.today, number + weeks - 1, hour, room)
    today.state = Meeting.State.PLANNED
    today.save()
    agenda.set_up(actor=clerk, meeting=today.pk, seen=0)
    _take_up_all(city, clerk, today)
    _add(clerk, today, "Antrag auf eine Anhörung zu den Städtepartnerschaften", "motion")
    _add(clerk, today, "Anfrage zum Stand der Dolmetscherdienste", "inquiry")
    _invite(clerk, today)
    seats = attendance.seats_of(today)
    there = {
        seat.pk: "excused" if number == EXCUSED else "present" for number, seat in enumerate(seats)
    }
    attendance.note_attendance(actor=clerk, meeting=today.pk, seen=_version(today), present=there)
    for item in agenda.items(today):
        if item.kind == "inquiry" and city.today <= localdate():
            data = {"outcome": "answered", "manner": "none", "scope": "matter"}
            recording.record_row(actor=clerk, item=item.pk, seen=recording.token(item), data=data)


def _invited_sitting(city: City, name: str) -> None:
    """The next sitting of the committee is invited; whatever waited is on its agenda."""
    clerk, meeting = _secretary(city, name), _next(city, name)
    agenda.set_up(actor=clerk, meeting=meeting.pk, seen=_version(meeting))
    _take_up_all(city, clerk, meeting)
    _add(clerk, meeting, "Bericht aus dem Jugendparlament", "announcement")
    _invite(clerk, meeting)


def _prepared_sitting(city: City, name: str) -> None:
    """An agenda that has just been begun."""
    clerk, meeting = _secretary(city, name), _next(city, name)
    agenda.set_up(actor=clerk, meeting=meeting.pk, seen=_version(meeting))


def _next(city: City, name: str) -> Meeting:
    rows = Meeting.objects.filter(organization=city.organizations[name], day__gt=city.today)
    return rows.order_by("day")[0]


def _version(meeting: Meeting) -> int:
    return Meeting.objects.values_list("version", flat=True).get(pk=meeting.pk)


def _take_up_all(city: City, clerk: Person, meeting: Meeting) -> None:
    """Yesterday, after everybody else had gone home."""
    hour = 18 if meeting.day == city.today else 19
    evening = dt.datetime.combine(city.today - dt.timedelta(days=1), dt.time(hour))
    found = [each for each in agenda.proposals(meeting) if each.place == "open"]
    for number, each in enumerate(found):
        at = make_aware(evening) + dt.timedelta(minutes=number)
        agenda.take_up(actor=clerk, meeting=meeting.pk, station=each.station.pk, at=at)


def _add(clerk: Person, meeting: Meeting, title: str, kind: str) -> None:
    data = {"title": title, "kind": kind}
    agenda.add_item(actor=clerk, meeting=meeting.pk, seen=_version(meeting), data=data)


def _invite(clerk: Person, meeting: Meeting) -> None:
    agenda.invite(actor=clerk, meeting=meeting.pk, seen=_version(meeting))
