"""The Atom feed of a public measure, and how feeds of both kinds are handed out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate

from core.models import Consultation, Measure, Meeting, Milestone
from publication.feeds.writing import MOST
from tests.factories import City, Walk, city
from tests.life import counted
from tests.sitting import on_its_way, planned, publish, record, taken_up

from .atom import PROVISIONAL, XML_LANGUAGE, Feed, at, feed, held, said

pytestmark = pytest.mark.django_db
TODAY = localdate()
DAY = f"{TODAY:%d.%m.%Y}"


@pytest.fixture
def hall() -> City:
    return city()


def path(walk: Walk) -> str:
    return f"/massnahmen/{walk.fresh.reference}.atom"


def report(hall: City, walk: Walk, answer: str = "approve", **said: str) -> None:
    told = {"light": "yellow", "text": "Es stockt."} | said
    walk.do("implement", "report", hall.lead, **told)
    walk.do("judge_report", "approve_report", hall.office, answer=answer)


def reach_milestone(hall: City, walk: Walk) -> None:
    [row] = walk.measure.milestones.values("pk", "title", "planned_on")
    walk.take("edit_milestones", hall.lead, milestones=[{**row, "done_on": TODAY}])


# ---- of a measure -------------------------------------------------------------------------------


def test_it_tells_what_has_become_of_a_measure(hall: City) -> None:
    walk = Walk(hall).implementing()
    report(hall, walk, text="Es stockt.\n<b>Sehr.</b>", actual_cost="120.50")
    reach_milestone(hall, walk)

    found = feed(path(walk))

    voted = f"Ratsversammlung, {DAY}, Drucksache {walk.fresh.paper.reference}"
    assert found.titles == [
        "Ampel: Gelb",
        "Zustand: bisher Umsetzungsbereit, jetzt In Umsetzung",
        f"{voted}: beschlossen, einstimmig",
        "Die Maßnahme ist öffentlich",
        "Meilenstein erreicht: Portal online",
    ]
    light, _started, decided, *_others = found.entries
    # a program reads it as HTML: what people wrote stays what they wrote
    told = (
        "<p>Es stockt.<br>&lt;b&gt;Sehr.&lt;/b&gt;</p><p>Ist-Kosten: 120,50\N{NO-BREAK SPACE}€</p>"
    )
    assert said(light, "summary") == f"<p>Ampel: Gelb</p>{told}"
    moved = "<p>Zustand: bisher In Beratung, jetzt Umsetzungsbereit</p>"
    assert said(decided, "summary").endswith(f"{PROVISIONAL}{moved}")


def test_it_says_what_atom_demands(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1))
    address = f"http://127.0.0.1:8000/massnahmen/{walk.fresh.reference}"

    found = feed(path(walk))

    [entry] = found.entries
    name = f"tag:localhost,2026:massnahme/{walk.measure.pk}"
    assert said(found.root, "id") == name
    assert said(entry, "id") == f"{name}/freigabe"
    assert said(found.root, "title") == str(walk.fresh)
    assert (found.link("self"), found.link("alternate")) == (f"{address}.atom", f"{address}/")
    assert Feed(entry).link("alternate") == f"{address}/"
    assert said(found.root, "updated") == said(entry, "updated") == said(entry, "published")
    assert dt.datetime.fromisoformat(said(entry, "updated")) == walk.fresh.first_released_at
    [author] = found.root.iter("{http://www.w3.org/2005/Atom}author")
    assert said(author, "name") == "Landeshauptstadt Hannover"


def test_ids_stay_whatever_is_renamed(hall: City) -> None:
    walk = Walk(hall).implementing()
    reach_milestone(hall, walk)
    before = feed(path(walk))

    Measure.objects.update(title="Ganz anders")
    Milestone.objects.update(title="Auch anders")
    walk.measure.papers.update(title="Neu")
    report(hall, walk)

    after = feed(path(walk))
    assert len(set(before.ids)) == len(before.ids) == 4
    assert [each for each in after.ids if each in before.ids] == before.ids
    assert len(after.ids) == 5
    assert said(after.root, "id") == said(before.root, "id")
    assert said(after.root, "title") == f"{walk.fresh.reference} Ganz anders"


def test_a_corrected_result_is_told_and_dated_anew(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1))
    walk.result(hall.main_committee, "approved", object="execution")
    station = walk.measure.consultations.get()
    values = {"outcome": "rejected", "manner": "majority", "scope": "matter"}

    values |= {"station": station, "reason": "Verlesen von Gisela."}
    walk.take("correct", hall.main_committee, 1, **values)

    corrected, first, _begun = feed(path(walk)).entries
    assert said(corrected, "title").startswith("Berichtigt: Verwaltungsausschuss")
    assert said(first, "title").endswith(": abgelehnt, mehrheitlich")
    assert said(first, "updated") == said(corrected, "updated") > said(first, "published")
    assert "Gisela" not in said(corrected, "summary")


def test_what_lies_before_a_decision_is_the_administrations_affair(hall: City) -> None:
    walk = Walk(hall).ready(hall.culture).released((hall.main_committee, "decision", 1))
    walk.result(hall.main_committee, "returned_to_lead", verbatim="Zurück.")

    assert walk.fresh.status == "rework"
    assert feed(path(walk)).titles == ["Die Maßnahme ist öffentlich"]


def test_advice_is_told_once_it_was_given_in_public(hall: City) -> None:
    walk = on_its_way(hall, (hall.committee, "advice", 1), (hall.main_committee, "decision", 2))
    meeting = planned(hall.committee)
    [item] = taken_up(hall, meeting, walk)
    record(hall, item, outcome="recommended")
    assert feed(path(walk)).titles == ["Die Maßnahme ist öffentlich"]

    publish(hall, meeting)
    assert feed(path(walk)).titles[0].endswith(": empfohlen, einstimmig")

    Meeting.objects.update(public=False)
    assert feed(path(walk)).titles == ["Die Maßnahme ist öffentlich"]


def test_no_more_than_fifty_entries_the_newest(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1))
    Measure.objects.update(in_force=True)
    Milestone.objects.bulk_create(
        Milestone(
            measure_id=walk.measure.pk,
            title=str(number),
            planned_on=TODAY,
            done_on=TODAY - dt.timedelta(number),
        )
        for number in range(60)
    )

    found = feed(path(walk))

    assert len(found.entries) == MOST
    assert found.titles[1:] == [f"Meilenstein erreicht: {number}" for number in range(MOST - 1)]


def test_milestones_are_told_of_what_is_decided_and_not_waived(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1))
    days = {"measure": walk.measure, "planned_on": TODAY, "done_on": TODAY}
    Milestone.objects.create(title="Auftakt", **days)
    Milestone.objects.create(title="Fest", waived="zu teuer", **days)
    Milestone.objects.create(title="Ende", measure=walk.measure, planned_on=TODAY)
    assert feed(path(walk)).titles == ["Die Maßnahme ist öffentlich"]

    walk.result(hall.main_committee, "approved", object="execution")

    told = [each for each in feed(path(walk)).titles if each.startswith("Meilenstein")]
    assert told == ["Meilenstein erreicht: Auftakt"]


def test_what_xml_cannot_write_is_left_out(hall: City) -> None:
    walk = on_its_way(hall, (hall.main_committee, "decision", 1))
    Measure.objects.update(title="Portal\x0b & <mehr>\x1f")

    found = feed(path(walk))

    assert said(found.root, "title") == f"{walk.fresh.reference} Portal  & <mehr> "


def test_a_feed_takes_the_same_statements_however_much_there_is_to_tell(hall: City) -> None:
    walk = Walk(hall).implementing()
    report(hall, walk)
    reach_milestone(hall, walk)
    address = path(walk)
    with counted() as few:
        feed(address)
    for number in range(3):
        report(hall, walk, text=f"Sachstand {number}")
    station = Consultation.objects.filter(role="decision").get()
    for _each in range(3):
        station.pk = None
        station.save(force_insert=True)
    with counted() as many:
        feed(address)

    assert (len(few), len(many)) == (5, 5)


# ---- the answer ---------------------------------------------------------------------------------


def test_who_has_the_feed_is_told_so_until_it_changes(hall: City, client: Client) -> None:
    walk = Walk(hall).implementing()
    first = client.get(path(walk))
    known = {"If-None-Match": f"W/{first['ETag']}"}

    again = client.get(path(walk), headers=known)

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "no-cache"
    assert "Accept-Language" in first["Vary"]
    report(hall, walk)
    assert client.get(path(walk), headers=known).status_code == 200
    assert client.head(path(walk)).status_code == 200
    assert client.post(path(walk)).status_code == 405


def test_a_feed_speaks_the_readers_language_with_the_same_ids(hall: City) -> None:
    walk = Walk(hall).implementing()
    held(hall, hall.main_committee)

    for address in (path(walk), at(hall.main_committee)):
        german, english = feed(address), feed(address, **{"Accept-Language": "en"})
        languages = [each.root.get(XML_LANGUAGE) for each in (german, english)]
        assert (languages, german.ids) == (["de", "en"], english.ids)
        assert not set(german.titles) & set(english.titles)
    english = feed(path(walk), **{"Accept-Language": "en"})
    assert english.titles[-1] == "The measure is public"


def test_pages_lead_to_their_feeds(hall: City, client: Client) -> None:
    shown, draft = on_its_way(hall, (hall.main_committee, "decision", 1)), Walk(hall)
    client.force_login(hall.of(hall.lead))

    for page, address in (
        (f"/massnahmen/{shown.fresh.reference}/", path(shown)),
        (f"/organisationen/{hall.main_committee.pk}/", at(hall.main_committee)),
    ):
        html = " ".join(client.get(page).content.decode().split())
        assert html.count(f'href="{address}"') == 2
        assert '<link rel="alternate" type="application/atom+xml"' in html
    for page in (f"/massnahmen/{draft.fresh.reference}/", f"/organisationen/{hall.lead.pk}/"):
        assert "atom" not in client.get(page).content.decode()
    client.force_login(hall.of(hall.main_committee))
    assert at(hall.main_committee) in client.get("/kalender/").content.decode()
