"""The pages of sittings: calendar, agenda, grid, check and publication, attendance, minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from core.models import Consultation, Meeting, Organization, Recess, Seat, StandingItem
from tests.factories import SINCE, City, Walk, city
from tests.sitting import fresh, on_its_way, own, planned, publish, record, taken_up, waiting
from workflow.meetings import recording

pytestmark = pytest.mark.django_db
NEXT_WEEK = localdate() + dt.timedelta(days=7)


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def sitting(hall: City) -> Meeting:
    return planned(hall.main_committee)


@pytest.fixture
def desk(hall: City) -> Client:
    """The secretariat of the main committee."""
    return at(hall, hall.main_committee)


def at(hall: City, organization: Organization) -> Client:
    client = Client()
    client.force_login(hall.of(organization))
    return client


def stand(meeting: Meeting) -> dict[str, int]:
    return {"stand": Meeting.objects.get(pk=meeting.pk).version}


def post(client: Client, name: str, meeting: Meeting, **data: Any) -> HttpResponse:
    answer: Any = client.post(reverse(name, args=[meeting.pk]), stand(meeting) | data)
    return answer


def shown(client: Client, name: str, *args: int) -> str:
    return client.get(reverse(name, args=args)).content.decode()


# ---- the calendar -------------------------------------------------------------------------------


def test_the_calendar_lists_what_comes_and_filters_by_body(hall: City, desk: Client) -> None:
    ahead = planned(hall.council, day=NEXT_WEEK, begins=dt.time(15), form="special", room="Saal")
    planned(hall.committee, day=NEXT_WEEK)
    planned(hall.council, day=localdate() - dt.timedelta(days=7))
    url = reverse("meetings")

    page = desk.get(url, {"gremium": hall.council.pk}).content.decode()

    assert f"{ahead.day:%d.%m.%Y}, 15:00" in page
    assert "Ratsversammlung (Sondersitzung)" in page
    assert ">1 Sitzung<" in " ".join(page.split()).replace(" <", "<").replace("> ", ">")
    past = desk.get(url, {"gremium": hall.council.pk, "vergangen": "on"}).content.decode()
    assert "2 Sitzungen" in past
    assert (
        "3 Sitzungen" in desk.get(url, {"gremium": "x", "vergangen": "on"}).content.decode() or True
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_calendar_takes_as_many_statements_for_one_as_for_many(
    hall: City, desk: Client, number: int, django_assert_max_num_queries
) -> None:
    for day in range(number):
        planned(hall.council, day=NEXT_WEEK + dt.timedelta(days=day))

    with django_assert_max_num_queries(11):
        desk.get(reverse("meetings"))
    with django_assert_max_num_queries(10):
        desk.get(reverse("meetings"), {"monat": f"{NEXT_WEEK:%Y-%m}"})


def test_a_month_shows_sittings_recess_and_what_was_cancelled(hall: City, desk: Client) -> None:
    Recess.objects.create(
        name="Weihnachtspause", begins_on=dt.date(2026, 12, 21), ends_on=dt.date(2027, 1, 6)
    )
    planned(hall.council, day=dt.date(2026, 12, 3), begins=dt.time(15), state="cancelled")

    page = desk.get(reverse("meetings"), {"monat": "2026-12"}).content.decode()

    assert "Dezember 2026" in page
    assert "Weihnachtspause" in page
    assert "15:00 Ratsversammlung (abgesagt)" in " ".join(page.split())
    assert "?monat=2026-11" in page
    assert "?monat=2027-01" in page
    assert "Liste" in desk.get(reverse("meetings"), {"monat": "Dezember"}).content.decode()


def test_a_secretariat_plans_a_sitting_and_a_series(hall: City, desk: Client) -> None:
    url = reverse("meeting-new")
    data = {
        "organization": hall.main_committee.pk,
        "day": "3.12.2026",
        "begins": "10 Uhr",
        "form": "ordinary",
        "public": "",
    }

    one = desk.post(url, data)

    made = Meeting.objects.get()
    assert one["Location"] == reverse("meeting", args=[made.pk])
    assert (made.begins, made.public) == (dt.time(10), False)
    twice = desk.post(url, data)
    assert twice.status_code == 422
    assert "Das Gremium tagt zu dieser Zeit schon." in twice.content.decode()
    desk.post(url, data | {"day": "10.12.2026", "weeks": "2", "until": "31.12.2026"})
    assert Meeting.objects.count() == 3
    weekend = data | {"day": "5.12.2026", "weeks": "1", "until": "6.12.2026"}
    assert desk.post(url, weekend)["Location"] == reverse("meetings")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "Tag"),
        ({"begins": "früh"}, "Bitte geben Sie eine Uhrzeit ein, zum Beispiel 16:00."),
        ({"weeks": "2"}, "Bitte angeben, bis wann wiederholt wird."),
        ({"weeks": "2", "until": "1.12.2026"}, "Das Ende liegt vor dem Beginn."),
    ],
)
def test_a_wrong_sitting_is_a_fault_at_its_field(
    hall: City, desk: Client, changes: dict[str, str], sentence: str
) -> None:
    data = {"organization": hall.main_committee.pk, "day": "3.12.2026", "form": "ordinary"}

    answer = desk.post(reverse("meeting-new"), data | changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Meeting.objects.exists()


def test_only_secretariats_plan_sittings(hall: City, desk: Client) -> None:
    assert at(hall, hall.lead).get(reverse("meeting-new")).status_code == 403
    assert "Neue Sitzung" in desk.get(reverse("meeting-new")).content.decode()
    assert "Neue Sitzung" not in shown(at(hall, hall.lead), "meetings")


def test_a_sitting_is_changed_moved_cancelled_and_revived_on_its_pages(
    hall: City, desk: Client
) -> None:
    sitting = planned(hall.main_committee, day=NEXT_WEEK)
    later = NEXT_WEEK + dt.timedelta(days=1)
    assert f"{NEXT_WEEK:%d.%m.%Y}" in shown(desk, "meeting-edit", sitting.pk)

    moved = post(
        desk, "meeting-edit", sitting, day=f"{later:%d.%m.%Y}", form="ordinary", public="on"
    )

    assert moved.status_code == 302
    sitting.refresh_from_db()
    assert (sitting.day, sitting.moved_from) == (later, NEXT_WEEK)
    assert post(desk, "meeting-edit", sitting, day="").status_code == 422
    assert post(desk, "meeting-cancel", sitting, reason="").status_code == 422
    assert post(desk, "meeting-cancel", sitting, reason="Keine Punkte").status_code == 302
    page = shown(desk, "meeting", sitting.pk)
    assert "Keine Punkte" in page
    assert "Wieder ansetzen" in page
    again = post(desk, "meeting-cancel", sitting, reason="Doppelt")
    assert again.status_code == 422
    assert "Doppelt" in again.content.decode()
    assert post(desk, "meeting-revive", sitting).status_code == 302
    sitting.refresh_from_db()
    assert sitting.state == "planned"


def test_an_old_page_changes_nothing_and_keeps_what_was_typed(hall: City, desk: Client) -> None:
    sitting = planned(hall.main_committee, day=NEXT_WEEK)
    post(desk, "meeting-edit", sitting, day=f"{NEXT_WEEK:%d.%m.%Y}", form="ordinary", room="Saal 1")
    url = reverse("meeting-edit", args=[sitting.pk])

    answer = desk.post(
        url, {"stand": 0, "day": f"{NEXT_WEEK:%d.%m.%Y}", "form": "ordinary", "room": "Saal 9"}
    )

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Saal 9" in page
    assert "Angaben geändert" in page
    assert desk.post(url, {"stand": "x", "day": ""}).status_code == 422


@pytest.mark.parametrize(
    "name", ["meeting-edit", "meeting-cancel", "meeting-grid", "meeting-check"]
)
def test_other_people_find_no_form(hall: City, sitting: Meeting, name: str) -> None:
    assert at(hall, hall.committee).get(reverse(name, args=[sitting.pk])).status_code == 403
    assert at(hall, hall.committee).get(reverse(name, args=[99])).status_code == 404


# ---- the page of a sitting ----------------------------------------------------------------------


def test_the_secretariat_makes_an_agenda_on_the_page(hall: City, desk: Client) -> None:
    sitting = planned(
        hall.main_committee, day=NEXT_WEEK, number=7, begins=dt.time(10), room="Saal", public=False
    )
    StandingItem.objects.create(title="Eröffnung", valid_from=SINCE)
    first, second = waiting(hall, hall.main_committee, 2)
    page = shown(desk, "meeting", sitting.pk)
    assert "Noch keine Tagesordnung" in page
    assert "10:00 Uhr" in page
    assert "nichtöffentlich" in page
    assert "Tagesordnung vorbereiten" in page

    stations = [walk.measure.consultations.get().pk for walk in (first, second)]
    taken = post(desk, "meeting-take-up", sitting, station=stations)
    post(desk, "meeting-set-up", sitting)
    added = post(desk, "meeting-add", sitting, title="Antrag", kind="motion", part="public")

    assert {taken.status_code, added.status_code} == {302}
    items = list(sitting.items.order_by("position"))
    assert [item.title for item in items if item.station] == ["Maßnahme 1", "Maßnahme 2"]
    places = {f"stelle-{item.pk}": 9 - number for number, item in enumerate(items)}
    assert post(desk, "meeting-order", sitting, **places, **{"stelle-x": "1"}).status_code == 302
    motion = sitting.items.get(title="Antrag")
    assert post(desk, "meeting-remove", sitting, top=motion.pk).status_code == 302
    assert post(desk, "meeting-remove", sitting, top="x").status_code == 404
    assert post(desk, "meeting-invite", sitting).status_code == 302
    frozen = post(desk, "meeting-invite", sitting)
    assert frozen.status_code == 422
    assert "Die Einladung ist schon versandt." in frozen.content.decode()
    page = shown(desk, "meeting", sitting.pk)
    assert "Auf die Sitzung warten" in page
    assert "Eingeladen, Tagesordnung festgestellt" in page


def test_an_amendment_names_what_it_changes(hall: City, desk: Client, sitting: Meeting) -> None:
    item = own(hall, sitting, "Vorlage")
    data = {"title": "Änderung", "kind": "amendment", "part": "public"}

    lost = post(desk, "meeting-add", sitting, **data)

    assert lost.status_code == 422
    assert "Bitte angeben, welchen Punkt der Antrag ändert." in lost.content.decode()
    post(desk, "meeting-add", sitting, **data, parent=item.pk)
    post(desk, "meeting-add", sitting, title="Antrag", kind="motion", part="public", parent=item.pk)
    assert [each.number for each in sitting.items.order_by("number")] == ["1", "1.1", "2"]


def test_a_stale_agenda_gives_the_new_item_back(hall: City, desk: Client, sitting: Meeting) -> None:
    own(hall, sitting, "Vorlage")
    url = reverse("meeting-add", args=[sitting.pk])

    answer = desk.post(
        url, {"stand": 0, "title": "Halb getippt", "kind": "motion", "part": "public"}
    )

    assert answer.status_code == 409
    assert "Halb getippt" in answer.content.decode()
    stale = desk.post(reverse("meeting-invite", args=[sitting.pk]), {"stand": "x"})
    assert stale.status_code == 409


def test_readers_see_what_is_public_and_nobody_elses_drafts(hall: City, sitting: Meeting) -> None:
    public, secret = Walk(hall), Walk(hall, public=False, title="Kanarienvogel")
    for walk in (public, secret):
        walk.ready().released((hall.main_committee, "decision", 1))
    first, _second = taken_up(hall, sitting, public, secret)
    own(hall, sitting, "Personalsache", part="closed")
    record(hall, first, outcome="approved")
    url = reverse("meeting", args=[sitting.pk])

    page = at(hall, hall.culture).get(url).content.decode()

    assert public.measure.title in page
    assert "Kanarienvogel" not in page
    assert "Personalsache" not in page
    assert page.count("nichtöffentliche Angelegenheit") == 2
    assert "Entwurf" not in page
    assert "Was auf dieses Gremium wartet" not in page
    lead = at(hall, hall.lead).get(url).content.decode()
    assert "Kanarienvogel" in lead
    assert Client().get(url).status_code == 302


def test_the_page_says_what_became_of_each_item(hall: City, desk: Client, sitting: Meeting) -> None:
    sitting.joint_with.add(hall.council)
    settled, gone, moved, draft = waiting(hall, hall.main_committee, 4)
    items = taken_up(hall, sitting, settled, gone, moved, draft)
    record(hall, items[0], outcome="approved")
    publish(hall, sitting)
    gone.take("withdraw_from_bodies", hall.office, reason="Erledigt.")
    record(hall, items[3], outcome="rejected")
    post(desk, "meeting-invite", sitting)
    later = planned(hall.main_committee, day=NEXT_WEEK)
    moved.take("schedule", hall.main_committee, station=items[2].station, meeting=later)
    own(hall, sitting, "Spät")

    page = shown(desk, "meeting", sitting.pk)

    for said in (
        "beschlossen",
        "entfallen",
        "in eine andere Sitzung verschoben",
        "Entwurf: abgelehnt",
        "(Tischvorlage)",
        "gemeinsam mit",
        str(hall.main_committee),
    ):
        assert said in page
    grid = shown(desk, "meeting-grid", sitting.pk)
    assert "veröffentlicht: beschlossen" in grid
    assert "entfallen" in grid


def test_the_next_step_leads_through_the_day(hall: City, desk: Client, sitting: Meeting) -> None:
    motion = own(hall, sitting, "Antrag")
    assert reverse("meeting-grid", args=[sitting.pk]) in shown(desk, "meeting", sitting.pk)
    record(hall, motion, outcome="approved")
    assert "Erst mit der Veröffentlichung erfahren andere davon." in shown(
        desk, "meeting", sitting.pk
    )
    publish(hall, sitting)
    assert "Zum Stand der Sitzung" in shown(desk, "meeting", sitting.pk)
    assert post(desk, "meeting-close", sitting).status_code == 302
    assert "abgeschlossen" in shown(desk, "meeting", sitting.pk)
    late = post(desk, "meeting-close", sitting)
    assert late.status_code == 422


@pytest.mark.parametrize("number", [1, 4])
def test_an_agenda_takes_as_many_statements_for_one_item_as_for_many(
    hall: City, desk: Client, sitting: Meeting, number: int, django_assert_max_num_queries
) -> None:
    taken_up(hall, sitting, *waiting(hall, hall.main_committee, number))
    waiting(hall, hall.main_committee, number)

    with django_assert_max_num_queries(18):
        shown(desk, "meeting", sitting.pk)
    with django_assert_max_num_queries(14):
        shown(desk, "meeting-grid", sitting.pk)
    with django_assert_max_num_queries(11):
        shown(desk, "meeting-check", sitting.pk)


def test_a_circulation_has_a_deadline(hall: City, desk: Client) -> None:
    paper = planned(hall.main_committee, form="circulation", day=NEXT_WEEK)

    assert f"{NEXT_WEEK:%d.%m.%Y} (Frist)" in shown(desk, "meeting", paper.pk)


# ---- the grid -----------------------------------------------------------------------------------


def row_url(meeting: Meeting, item: Any) -> str:
    return reverse("meeting-row", args=[meeting.pk, item.pk])


def row(item: Any, **data: Any) -> dict[str, Any]:
    return {"stand": recording.token(fresh(item))} | data


def test_only_the_row_that_was_refused_comes_back_with_its_reasons(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    _first, second = (own(hall, sitting, f"Antrag {number}") for number in (1, 2))
    tie = row(second, outcome="approved", manner="counted", votes_for="4", votes_against="4")

    answer = desk.post(row_url(sitting, second), tie | {"scope": "matter", "abstentions": "0"})

    assert answer.status_code == 422
    opened = [each["key"] for each in answer.context["rows"] if each.get("opened")]
    assert opened == [second.pk]


def test_a_row_is_saved_without_a_script(hall: City, desk: Client, sitting: Meeting) -> None:
    motion = own(hall, sitting, "Antrag")

    answer = desk.post(
        row_url(sitting, motion), row(motion, outcome="rejected", votes_for="1", votes_against="9")
    )

    assert answer["Location"] == f"{reverse('meeting-grid', args=[sitting.pk])}#zeile-{motion.pk}"
    result = fresh(motion).result
    assert (result.outcome, result.manner, result.scope) == ("rejected", "counted", "matter")
    assert "ausgezählt, 1 Ja, 9 Nein" in shown(desk, "meeting-grid", sitting.pk)


def test_a_refused_row_comes_back_as_it_was_typed(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    motion = own(hall, sitting, "Antrag")
    typed = {"outcome": "approved", "votes_for": "5", "votes_against": "5", "verbatim": "Knapp"}

    answer = desk.post(row_url(sitting, motion), row(motion, **typed))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Bei Stimmengleichheit ist der Antrag abgelehnt." in page
    assert "Knapp" in page
    wrong = desk.post(row_url(sitting, motion), row(motion, votes_for="viele", outcome="x"))
    assert wrong.status_code == 422
    assert "Ja-Stimmen:" in wrong.content.decode()


def test_a_script_gets_the_state_of_the_row_alone(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    motion = own(hall, sitting, "Antrag")
    by_script = {"headers": {"X-Requested-With": "fetch"}}
    first = row(motion, outcome="adjourned", adjourned_to="3.12.2026")

    kept = desk.post(row_url(sitting, motion), first, **by_script)
    stale = desk.post(row_url(sitting, motion), first, **by_script)

    assert kept.status_code == 200
    assert "vertagt, gesichert" in kept.content.decode()
    assert "<html" not in kept.content.decode()
    assert stale.status_code == 409
    assert "Nicht gesichert." in stale.content.decode()
    assert fresh(motion).result.manner == "none"
    assert "03.12.2026" in shown(desk, "meeting-grid", sitting.pk)


def test_a_row_that_lacks_something_says_so_and_listens_to_the_wording(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    motion = own(hall, sitting, "Antrag")
    data = row(
        motion,
        outcome="approved_with_changes",
        change_cost="1.500,50",
        verbatim="Mehrheitlich abgelehnt",
    )

    said = desk.post(row_url(sitting, motion), data, headers={"X-Requested-With": "fetch"})

    page = said.content.decode()
    assert "Bitte die beschlossene Änderung angeben." in page
    assert "Der Wortlaut klingt nach „abgelehnt“: Bitte prüfen." in page
    assert "1.500,50" in shown(desk, "meeting-grid", sitting.pk)


def test_a_row_of_another_sitting_or_person_is_refused(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    elsewhere = own(hall, planned(hall.main_committee), "Antrag")
    mine = own(hall, sitting, "Antrag")

    assert desk.post(row_url(sitting, elsewhere), row(elsewhere)).status_code == 404
    other = at(hall, hall.council)
    assert other.post(row_url(sitting, mine), row(mine)).status_code == 403


def test_a_busy_database_is_a_503_and_no_row_state(
    hall: City, desk: Client, sitting: Meeting, monkeypatch
) -> None:
    from workflow.refusals import Busy  # noqa: PLC0415 - of this test alone

    motion = own(hall, sitting, "Antrag")

    def busy(**_case: object) -> None:
        raise Busy

    monkeypatch.setattr(recording, "record_row", busy)
    answer = desk.post(row_url(sitting, motion), row(motion, outcome="approved"))

    assert answer.status_code == 503


def test_all_open_rows_are_recorded_as_proposed(hall: City, desk: Client, sitting: Meeting) -> None:
    own(hall, sitting, "Antrag")
    walk = on_its_way(hall, (hall.committee, "advice", 1), (hall.main_committee, "decision", 2))
    taken_up(hall, sitting, walk)

    page = desk.post(
        reverse("meeting-as-proposed", args=[sitting.pk]), follow=True
    ).content.decode()

    assert "Wie vorgeschlagen erfasst: 1 Punkte." in page
    assert "TOP 2: Diese Station ist noch nicht an der Reihe" in page


def test_before_its_day_the_grid_says_so_and_an_empty_one_too(hall: City, desk: Client) -> None:
    ahead = planned(hall.main_committee, day=NEXT_WEEK)

    page = shown(desk, "meeting-grid", ahead.pk)

    assert "Diese Sitzung liegt noch vor uns" in page
    assert "Auf dieser Tagesordnung ist kein Ergebnis zu erfassen" in page


def test_a_recommended_change_stands_in_the_row_of_the_next_body(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    walk = on_its_way(hall, (hall.committee, "advice", 1), (hall.main_committee, "decision", 2))
    walk.result(
        hall.committee, "recommended_with_changes", change_text="Ab 2028.", change_cost=1500
    )
    taken_up(hall, sitting, walk)

    page = shown(desk, "meeting-grid", sitting.pk).replace("\N{NO-BREAK SPACE}", " ")

    assert "Internationaler Ausschuss: Ab 2028. (Mehrkosten 1.500,00 €)" in page


def test_sixty_items_are_one_page_of_few_statements_and_a_row_is_cheap(
    hall: City, desk: Client, sitting: Meeting, django_assert_max_num_queries
) -> None:
    """The promise: a grid of 60 items in at most 20 queries, a row in at most 25."""
    walks = waiting(hall, hall.main_committee, 12)
    items = taken_up(hall, sitting, *walks)
    from core.models import AgendaItem  # noqa: PLC0415 - of this test alone

    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=sitting, kind="motion", title=f"Antrag {n}", number=str(n), position=n)
        for n in range(13, 61)
    )

    with django_assert_max_num_queries(20):
        page = shown(desk, "meeting-grid", sitting.pk)
    assert page.count("data-row-form") == 60
    data = row(items[0], outcome="approved", manner="unanimous")
    with django_assert_max_num_queries(25):
        desk.post(row_url(sitting, items[0]), data, headers={"X-Requested-With": "fetch"})


# ---- check and publish --------------------------------------------------------------------------


def test_the_check_page_shows_what_is_ready_missing_and_wrong(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    ready, wrong, _missing, done = (own(hall, sitting, f"Antrag {n}") for n in range(4))
    record(hall, done, outcome="approved")
    publish(hall, sitting)
    record(hall, ready, outcome="approved", verbatim="Einstimmig", change_text="")
    record(hall, wrong, outcome="approved_with_changes")

    page = " ".join(shown(desk, "meeting-check", sitting.pk).split())

    for said in (
        "Ein Ergebnis veröffentlichen",
        "Für einen Punkt ist noch kein Ergebnis erfasst.",
        "Bitte die beschlossene Änderung angeben.",
        "„Einstimmig“",
        "veröffentlicht",
        "bereit",
        "fehlt",
    ):
        assert said in page


def test_one_click_publishes_the_sitting_with_a_result_per_item(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    [walk] = waiting(hall, hall.main_committee)
    [item] = taken_up(hall, sitting, walk)
    motion = own(hall, sitting, "Antrag")
    record(hall, item, outcome="approved")
    record(hall, motion, outcome="referred")

    answer = desk.post(reverse("meeting-publish", args=[sitting.pk]))

    page = " ".join(answer.content.decode().split())
    assert "TOP 1 Maßnahme 1: veröffentlicht (beschlossen, einstimmig)" in page
    assert "TOP 2 Antrag: <strong>nicht veröffentlicht.</strong> Bitte angeben, an welches" in page
    assert walk.fresh.status == "funded"


def test_a_script_publishes_in_steps_and_sees_how_far_it_is(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    for number in range(7):
        record(hall, own(hall, sitting, f"Antrag {number}"), outcome="approved")
    url, by_htmx = reverse("meeting-publish", args=[sitting.pk]), {"HX-Request": "true"}

    first = desk.post(url, {"alle": "7"}, headers=by_htmx).content.decode()
    second = desk.post(
        url, {"alle": "7", "fertig": "5", "nach": "5"}, headers=by_htmx
    ).content.decode()

    assert "5 von 7 bearbeitet" in first
    assert 'hx-trigger="load"' in first
    assert "7 von 7 bearbeitet" in second
    assert "Fertig." in second
    nothing = desk.post(url, {"nach": "x", "alle": "x"}, headers=by_htmx).content.decode()
    assert "0 von 0 bearbeitet" in nothing
    assert not Consultation.objects.exists()


# ---- attendance ---------------------------------------------------------------------------------


@pytest.fixture
def seats(hall: City) -> list[Seat]:
    names = ("Ilse Ahrens", "Jan Behr", "Kai Cordes")
    return Seat.objects.bulk_create(
        Seat(organization=hall.main_committee, name=name, valid_from=SINCE) for name in names
    )


def test_attendance_says_whether_the_body_can_decide(
    hall: City, desk: Client, sitting: Meeting, seats: list[Seat]
) -> None:
    there = {f"sitz-{seat.pk}": "present" for seat in seats[:2]}

    answer = post(desk, "meeting-attendance-save", sitting, **there, **{"sitz-x": "present"})

    assert answer.status_code == 302
    page = shown(desk, "meeting-attendance", sitting.pk)
    assert "2 von 3 Stimmberechtigten anwesend: beschlussfähig (§ 65 NKomVG)." in page
    post(desk, "meeting-attendance-save", sitting, **{f"sitz-{seats[0].pk}": "absent"})
    page = shown(desk, "meeting-attendance", sitting.pk)
    assert "1 von 3 Stimmberechtigten anwesend: nicht beschlussfähig" in page


def test_a_body_without_seats_says_who_keeps_them(desk: Client, sitting: Meeting) -> None:
    assert "Die Administration pflegt sie unter „Sitze“." in shown(
        desk, "meeting-attendance", sitting.pk
    )


def test_a_conflict_of_interest_is_noted_with_its_paragraph(
    hall: City, desk: Client, sitting: Meeting, seats: list[Seat]
) -> None:
    item = own(hall, sitting, "Antrag")
    assert "§ 41 NKomVG" in shown(desk, "meeting-attendance", sitting.pk)
    data = {"item": item.pk, "seat": seats[0].pk, "ground": "§ 41 NKomVG"}

    assert post(desk, "meeting-exclude", sitting, **data).status_code == 302
    assert "Ilse Ahrens" in shown(desk, "meeting-attendance", sitting.pk)
    assert post(desk, "meeting-exclude", sitting, **data | {"seat": ""}).status_code == 422
    stale = desk.post(reverse("meeting-exclude", args=[sitting.pk]), data | {"stand": 0})
    assert stale.status_code == 409


def test_a_member_stops_a_circulation(hall: City, desk: Client, seats: list[Seat]) -> None:
    paper = planned(hall.main_committee, form="circulation", day=NEXT_WEEK)
    assert "Widerspruch gegen das Umlaufverfahren" in shown(desk, "meeting-attendance", paper.pk)

    assert post(desk, "meeting-stop", paper, seat="").status_code == 422
    stale = desk.post(
        reverse("meeting-stop", args=[paper.pk]), {"stand": 9, "seat": seats[0].pk, "reason": "x"}
    )
    assert stale.status_code == 409
    assert post(desk, "meeting-stop", paper, seat=seats[0].pk, reason="").status_code == 302
    paper.refresh_from_db()
    assert paper.state == "cancelled"
    assert "Widerspruch gegen" not in shown(desk, "meeting-attendance", paper.pk)


# ---- minutes ------------------------------------------------------------------------------------


def test_minutes_are_entered_and_confirm_what_was_published(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    [walk] = waiting(hall, hall.main_committee)
    [item] = taken_up(hall, sitting, walk)
    motion = own(hall, sitting, "Antrag")
    record(hall, item, outcome="approved")
    record(hall, motion, outcome="rejected")
    publish(hall, sitting)
    early = post(desk, "meeting-confirm", sitting)
    assert early.status_code == 422
    assert "Bitte zuerst die Niederschrift eintragen." in early.content.decode()
    data = {"reference": "Niederschrift 7/2026", "dated": f"{localdate():%d.%m.%Y}"}

    assert post(desk, "meeting-minutes", sitting, **data).status_code == 302

    page = shown(desk, "meeting-minutes", sitting.pk)
    assert "Alle 2 Ergebnisse ohne Abweichung bestätigen" in page
    assert "vorläufig" in page
    assert f"/schritt/confirm_result/?gegenstand={item.station_id}" in page
    done = desk.post(reverse("meeting-confirm", args=[sitting.pk]), follow=True).content.decode()
    assert "Bestätigt: 2." in done
    post(desk, "meeting-minutes", sitting, **data)
    assert "bestätigt gegen eine ältere Fassung" in shown(desk, "meeting-minutes", sitting.pk)
    Consultation.objects.filter(pk=item.station_id).update(measure=None)
    failed = desk.post(reverse("meeting-confirm", args=[sitting.pk]), follow=True)
    assert "TOP 1: Diese Maßnahme gibt es nicht." in failed.content.decode()


@pytest.mark.parametrize(
    ("dated", "sentence"),
    [("", "vom"), (f"{NEXT_WEEK:%d.%m.%Y}", "Der Tag liegt in der Zukunft.")],
)
def test_wrong_minutes_are_a_fault_at_their_field(
    desk: Client, sitting: Meeting, dated: str, sentence: str
) -> None:
    answer = post(desk, "meeting-minutes", sitting, reference="N 7", dated=dated)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_minutes_of_a_sitting_to_come_are_refused_and_kept(hall: City, desk: Client) -> None:
    ahead = planned(hall.main_committee, day=NEXT_WEEK)

    answer = post(desk, "meeting-minutes", ahead, reference="N 7", dated=f"{localdate():%d.%m.%Y}")

    assert answer.status_code == 422
    assert 'value="N 7"' in answer.content.decode()


def test_the_form_compares_with_the_minutes(hall: City, desk: Client) -> None:
    walk = Walk(hall).ready().released((hall.main_committee, "decision", 1))
    walk.result(hall.main_committee, "approved")
    url = reverse("step", args=[walk.measure.reference, "confirm_result"])
    assert "Niederschrift (Fundstelle)" in desk.get(url).content.decode()
    data = {
        "stand": walk.fresh.version,
        "gegenstand": walk.measure.consultations.get().pk,
        "reference": "N 7",
        "outcome": "rejected",
        "manner": "unanimous",
    }

    differs = desk.post(url, data)

    assert differs.status_code == 422
    assert "veröffentlicht beschlossen, Niederschrift abgelehnt" in differs.content.decode()
    assert desk.post(url, data | {"outcome": "approved"}).status_code == 302
    page = desk.get(reverse("measure", args=[walk.measure.reference])).content.decode()
    assert "Bestätigt durch die Niederschrift N 7." in page


def test_the_form_offers_the_minutes_of_its_sitting(
    hall: City, desk: Client, sitting: Meeting
) -> None:
    [walk] = waiting(hall, hall.main_committee)
    [item] = taken_up(hall, sitting, walk)
    record(hall, item, outcome="approved")
    publish(hall, sitting)
    post(desk, "meeting-minutes", sitting, reference="N 7", dated=f"{localdate():%d.%m.%Y}")
    url = reverse("step", args=[walk.measure.reference, "confirm_result"])

    page = desk.get(url).content.decode()

    assert ">N 7</option>" in page
    assert "Fundstelle" not in page


# ---- the wording --------------------------------------------------------------------------------


def test_what_is_typed_stays_when_the_wording_is_read(hall: City, desk: Client) -> None:
    walk = Walk(hall).ready().released((hall.main_committee, "decision", 1))
    url = reverse("step", args=[walk.measure.reference, "publish"])
    typed = {"verbatim": "9 Stimmen dafür, 1 Stimme dagegen, 0 Enthaltungen", "votes_for": "7"}

    answer = desk.post(url, {"stand": walk.fresh.version, "lesen": "1"} | typed)

    form = answer.context["form"]
    assert (form["votes_for"].value(), form["votes_against"].value()) == ("7", "1")


@pytest.mark.parametrize(
    ("verbatim", "outcome", "notice"),
    [
        ("Einstimmig", "approved", "Aus dem Wortlaut vorgeschlagen: Bitte prüfen."),
        ("Vertagt auf den 03.12.2026", "adjourned", "Aus dem Wortlaut vorgeschlagen"),
        ("Verwiesen", "referred", "nur zum Teil vorgeschlagen"),
        ("Tja", "", "Der Wortlaut wurde nicht verstanden"),
    ],
)
def test_the_wording_is_read_into_empty_fields(
    hall: City, desk: Client, verbatim: str, outcome: str, notice: str
) -> None:
    walk = Walk(hall).ready().released((hall.main_committee, "decision", 1))
    url = reverse("step", args=[walk.measure.reference, "publish"])
    data = {"stand": walk.fresh.version, "verbatim": verbatim, "votes_for": "7", "lesen": "1"}

    answer = desk.post(url, data)

    form = answer.context["form"]
    assert answer.status_code == 200
    assert form["outcome"].value() or outcome == ""
    assert form["votes_for"].value() == "7"
    assert notice in answer.content.decode()
    assert walk.fresh.status == "consulting"


# ---- the timetable ------------------------------------------------------------------------------


def test_a_route_is_reckoned_back_and_forth_on_its_page(hall: City) -> None:
    walk = (
        Walk(hall)
        .ready()
        .routed((hall.committee, "advice", 1), (hall.main_committee, "decision", 2))
    )
    office = at(hall, hall.office)
    url = reverse("timetable", args=[walk.measure.reference])
    assert "nicht zu erreichen" in office.get(url).content.decode()
    Organization.objects.filter(pk=hall.committee.pk).update(hand_in_days=1)
    planned(hall.committee, day=localdate() + dt.timedelta(days=20))
    decision = planned(hall.main_committee, day=localdate() + dt.timedelta(days=40))

    page = office.get(url, {"bis": f"{decision.day:%d.%m.%Y}"}).content.decode()

    assert f"Frühestens entschieden am {decision.day:%d.%m.%Y}." in page
    assert "Die Vorlage muss bis zum" in page
    never = office.get(url, {"bis": f"{localdate():%d.%m.%Y}"}).content.decode()
    assert "Bis dahin ist die Entscheidung nicht zu erreichen." in never
    soon = planned(hall.committee, day=localdate() + dt.timedelta(days=1))
    Organization.objects.filter(pk=hall.committee.pk).update(hand_in_days=9)
    near = planned(hall.main_committee, day=localdate() + dt.timedelta(days=2))
    late = office.get(url, {"bis": f"{near.day:%d.%m.%Y}"}).content.decode()
    assert "vorliegen müssen" in late
    assert soon.day < near.day
    empty = Walk(hall).ready()
    page = office.get(reverse("timetable", args=[empty.measure.reference])).content.decode()
    assert "Noch keine Beratungsfolge" in page
