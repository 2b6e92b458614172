"""The page of a measure: next step, why not, money, way, work, comments, documents, journal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from core import access
from core.models import Comment, Document, JournalEntry, Organization
from tests.factories import City, Walk, city, costs, open_task, person
from tests.workflow.situations import SITUATIONS, Way, cast
from workflow import engine
from workflow.views import journey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_memory_files")]
QUERIES = 60


@pytest.fixture
def hall() -> City:
    return city()


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def look(client: Client, walk: Walk, organization: Organization, number: int = 0) -> str:
    client.force_login(walk.city.of(organization, number))
    answer = client.get(f"/massnahmen/{walk.measure.reference}/")
    assert answer.status_code == 200
    return text_of(answer)


def box(page: str) -> str:
    """The box of the next step."""
    return page.partition('<section class="lz-next')[2].partition("</section>")[0]


def stages(walk: Walk) -> list[str]:
    measure = walk.fresh
    return [stage.progress for stage in journey.stages(measure, list(measure.journal.all()))]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_page_is_there_in_every_state_for_everybody(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, situation: str
) -> None:
    troupe = cast()
    way = Way(troupe)
    SITUATIONS[situation](way)
    url = f"/massnahmen/{way.measure.reference}/"
    seen = 0
    for role in ("lead_head", "coordinator", "treasurer", "secretary_due", "administrator"):
        client.force_login(troupe.fresh(role))
        with django_assert_max_num_queries(QUERIES):
            answer = client.get(url)
        assert answer.status_code in {200, 404}
        seen += answer.status_code == 200
        if answer.status_code == 200:
            assert way.measure.reference in text_of(answer)
    assert seen


# ---- the next step ----------------------------------------------------------------------------


def test_a_draft_that_is_incomplete_leads_to_its_text(hall: City, client: Client) -> None:
    walk = Walk(hall, description="")

    page = look(client, walk, hall.lead)

    edit = f"/massnahmen/{walk.measure.reference}/schritt/edit/"
    assert f'<a class="kern-btn kern-btn--primary" href="{edit}">' in box(page)
    assert "Dafür fehlt noch" in page
    assert "Titel, Beschreibung, Oberziel, Handlungsfeld und Ansprechperson" in page


def test_a_complete_draft_leads_to_its_submission(hall: City, client: Client) -> None:
    walk = Walk(hall)
    task = open_task(walk.measure, "propose")

    page = box(look(client, walk, hall.lead))

    submit = f"/massnahmen/{walk.measure.reference}/schritt/submit/?aufgabe={task.pk}"
    assert f'<a class="kern-btn kern-btn--primary" href="{submit}">' in page
    assert "legt die Maßnahme dem Büro zur formalen Prüfung vor" in page


def test_who_waits_is_told_for_whom(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture, hall.school])

    page = box(look(client, walk, hall.lead))

    assert "Wartet auf andere" in page
    assert "41 Fachbereich Kultur, 40 Fachbereich Schule" in page
    assert "kern-btn--primary" not in page


def test_retreat_is_never_the_foremost_answer(hall: City, client: Client) -> None:
    walk = Walk(hall, cost_lines=costs(50000)).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.treasury])
    walk.do("cosign", "cosign", hall.treasury, holder=hall.treasury, answer="approve")

    page = box(look(client, walk, hall.office))

    assert page.index("/schritt/edit_route/") < page.index("/schritt/send_back/")
    assert "/schritt/release/" not in page


def test_of_two_tasks_both_are_offered_and_named(hall: City, client: Client) -> None:
    walk = Walk(hall, cost_lines=costs(50000))
    rows = [
        {"kind": "budget", "name": name, "amounts": [{"year": localdate().year, "amount": 9}]}
        for name in ("Teilhaushalt", "Reste")
    ]
    walk.take("edit_sources", hall.lead, sources=rows)
    walk.submitted()
    competence = {"decided_by": "Oberbürgermeister", "legal_basis": "§ 85 NKomVG"}
    walk.take("urgent", hall.office, reason="Eile.", **competence)
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")

    page = box(look(client, walk, hall.treasury))

    assert "Finanzierung bestätigen: Teilhaushalt" in page
    assert "Finanzierung bestätigen: Reste" in page


def test_what_is_finished_waits_for_nobody(hall: City, client: Client) -> None:
    walk = Walk(hall)
    walk.take("withdraw", hall.lead, reason="Kein Bedarf.")

    page = look(client, walk, hall.lead)

    assert box(page) == ""
    assert "Diese Maßnahme ist beendet." in page
    assert "Wer ist dran" not in page


def test_every_step_not_open_says_why(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()

    page = look(client, walk, hall.lead)

    near, far = page.split("Alle anderen Schritte des Ablaufs")
    assert "Warum sind andere Schritte nicht möglich?" in near
    assert "Ohne Mitzeichnung freigeben" in near
    assert "Diesen Schritt führt aus: koordinierendes Büro." in near
    assert "Umsetzung beginnen" in far
    assert "Möglich im Zustand: Umsetzungsbereit." in far


def test_other_steps_stand_apart_from_the_box(hall: City, client: Client) -> None:
    walk = Walk(hall)

    page = look(client, walk, hall.lead)

    others = page.partition("Weitere Schritte")[2].partition("</section>")[0]
    assert "/schritt/withdraw/" in others
    assert "/schritt/attach/" in others
    assert "/schritt/submit/" not in others


# ---- stages -----------------------------------------------------------------------------------


def test_the_stages_follow_the_measure(hall: City) -> None:
    walk = Walk(hall)
    assert stages(walk) == ["current", *["open"] * 6]

    walk.ready()
    assert stages(walk) == ["done", "done", "skipped", "current", "open", "open", "open"]

    walk.take("send_back", hall.office, reason="Bitte ändern.")
    assert stages(walk)[:2] == ["current", "open"]


def test_a_completed_measure_has_every_stage_done_or_skipped(hall: City) -> None:
    walk = Walk(hall).implementing()
    rows = [
        {"pk": m.pk, "title": m.title, "planned_on": m.planned_on, "waived": "erledigt"}
        for m in walk.measure.milestones.all()
    ]
    walk.take("edit_milestones", hall.lead, milestones=rows)
    walk.do("implement", "request_completion", hall.lead, final_report="Fertig.")
    walk.do("close", "complete", hall.office)

    assert stages(walk) == ["done", "done", "skipped", "done", "done", "done", "done"]


# ---- what it tells ----------------------------------------------------------------------------


def test_results_are_told_in_their_five_parts(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().released()
    walk.result(
        hall.committee,
        "recommended_with_changes",
        manner="counted",
        votes_for=9,
        votes_against=1,
        abstentions=0,
        verbatim="Der Ausschuss empfiehlt.",
        change_text="nach 12 statt 24 Monaten",
    )
    walk.do(
        "record",
        "record",
        hall.main_committee,
        holder=hall.main_committee,
        outcome="recommended",
        manner="unanimous",
    )

    page = look(client, walk, hall.culture)

    assert "mit Änderungen empfohlen" in page
    assert "ausgezählt: 9 Ja, 1 Nein, 0 Enthaltungen; zur Sache" in page
    assert "nach 12 statt 24 Monaten" in page
    assert "Der Ausschuss empfiehlt." in page
    assert "Ergebnis als Entwurf erfasst, noch nicht veröffentlicht" in page
    assert "Ergebnis noch nicht erfasst" in page
    assert "einstimmig" not in page


def test_refusals_and_dropped_stations_are_told(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().routed()
    assert "geplant" in look(client, walk, hall.office)
    walk.do("release", "release", hall.office, 1)
    walk.result(hall.committee, "returned_to_lead", verbatim="Zurück.")

    page = look(client, walk, hall.culture)

    assert "an die Verwaltung zurückgegeben" in page
    assert "entfallen" in page


def test_information_papers_follow_with_their_stations(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().released()
    walk.take("inform", hall.office, title="Zwischenstand", organizations=[])
    walk.take("inform", hall.office, title="Ausblick", organizations=[hall.notified])

    walk.result(hall.notified, "noted", manner="none")

    page = look(client, walk, hall.office)

    assert "zur Kenntnis genommen" in page
    assert "Informationsdrucksache" in page
    assert "Zwischenstand" in page
    assert "Keine Stationen." in page
    assert "Gleichstellungsausschuss" in page


def test_signatures_are_told_with_their_fate(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    asked = [hall.culture, hall.school, hall.treasury]
    walk.do("check", "request_cosignatures", hall.office, organizations=asked)
    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="object", note="Nein.")
    walk.do("overrule", "overrule", hall.office, reason="Wichtig.", authority="Dezernat I")
    walk.do("cosign", "cosign", hall.school, holder=hall.school, answer="remarks", note="Gern.")
    open_page = look(client, walk, hall.lead)
    walk.take("send_back", hall.office, reason="Bitte ändern.")
    page = look(client, walk, hall.lead)

    assert "noch offen" in open_page
    assert "Einwand, fortgeführt durch Dezernat I" in page
    assert "mit Hinweis zugestimmt" in page
    assert "nicht mehr nötig" in page


def test_an_order_names_its_person_and_how_often_it_is_reported(hall: City, client: Client) -> None:
    walk = Walk(hall).implementing()
    order = {"organization": hall.culture, "text": "Räume stellen.", "due_on": localdate()}
    rows = [
        order | {"responsible": "Sara Stein", "interval": 1},
        order | {"interval": 3},
        order,
    ]
    walk.take("give_orders", hall.office, orders=rows)

    page = look(client, walk, hall.lead)
    client.force_login(hall.of(hall.culture))
    key = walk.measure.orders.earliest("pk").pk
    url = f"/massnahmen/{walk.measure.reference}/schritt/settle_order/?gegenstand={key}"
    about = dict(client.get(url).context["about"])

    assert page.count("Sara Stein") == 1
    assert "Bericht: jeden Monat" in page
    assert "Bericht: alle 3 Monate" in page
    assert (about["Verantwortlich"], about["Bericht"]) == ("Sara Stein", "jeden Monat")


def test_money_is_told_with_balance_cover_and_state(hall: City, client: Client) -> None:
    year = localdate().year
    lines = [*costs(50000), *costs(1000, year + 1, committed=True, budget="15", product="11105")]
    walk = Walk(hall, cost_lines=lines)
    rows = [
        {"kind": kind, "name": name, "amounts": [{"year": year, "amount": 50000}]}
        for kind, name in (("budget", "Teilhaushalt"), ("grant", "Land"), ("own_share", "Anteil"))
    ]
    walk.take("edit_sources", hall.lead, sources=rows)
    first, second, _third = walk.fresh.funding
    walk.take("note_grant", hall.lead, source=second, what="refused", evidence="Schreiben")
    walk.ready(hall.treasury)
    walk.take("confirm_source", hall.treasury, source=first, answer="confirm")

    page = look(client, walk, hall.lead)
    walk.take(
        "confirm_source",
        hall.treasury,
        source=walk.fresh.funding[2],
        answer="conditional",
        condition="Nur mit Beschluss.",
    )
    later = look(client, walk, hall.lead)

    assert f"Saldo {year}" in page
    assert "Saldo gesamt" in page
    assert "51.000,00\xa0€" in client.get(f"/massnahmen/{walk.measure.reference}/").content.decode()
    assert all(word in page for word in ("Bedarf", "Gesichert", "Lücke", "vorgemerkt"))
    assert "Vorbehalt: Nur mit Beschluss." in later


def test_a_measure_without_statement_of_costs_says_so(hall: City, client: Client) -> None:
    assert "Noch keine Angaben." in look(client, Walk(hall, no_costs=False), hall.lead)
    assert "Keine finanziellen Auswirkungen." in look(client, Walk(hall), hall.lead)


def test_work_is_told_with_milestones_and_lights(hall: City, client: Client) -> None:
    walk = Walk(hall).implementing()
    today = localdate()
    rows = [
        {
            "pk": walk.measure.milestones.get().pk,
            "title": "Start",
            "planned_on": today,
            "done_on": today,
        },
        {"title": "Mitte", "planned_on": today, "waived": "nicht nötig"},
        {"title": "Ende", "planned_on": today},
    ]
    walk.take("edit_milestones", hall.lead, milestones=rows)
    report = {"light": "red", "text": "Es stockt.", "progress": 40, "next_step": "Gespräch"}
    walk.do("implement", "report", hall.lead, **report)

    page = look(client, walk, hall.lead)

    assert f"erreicht am {today:%d.%m.%Y}" in page
    assert "entfällt: nicht nötig" in page
    assert "Es stockt." in page
    assert "Gespräch" in page
    assert "Rot" in page


def test_the_journal_is_told_newest_first_with_changes(hall: City, client: Client) -> None:
    walk = Walk(hall)
    walk.take("edit", hall.lead, title="Portal in sechs Sprachen")
    walk.take("attach", hall.lead, title="Vermerk", file=SimpleUploadedFile("v.txt", b"Vermerk"))
    measure = walk.fresh

    page = look(client, walk, hall.lead)
    entries = journey.journal(list(measure.journal.all()))

    assert [entry.number for entry in entries] == [3, 2, 1]
    assert [change.old for change in entries[1].changes] == ["Standortportal in fünf Sprachen"]
    assert "Vorschlag angelegt" in page
    assert f"Siegel der Kette nach Eintrag 3: {measure.seal[:12]}" in page


def test_an_entry_of_the_system_or_of_old_times_is_still_told(hall: City) -> None:
    entry = JournalEntry(number=1, action="vanished", source="", target="vanished", detail={})

    told = journey.journal([entry])[0]

    assert (told.actor, told.label, told.went_to) == ("Das System", "vanished", "")


# ---- comments and documents -------------------------------------------------------------------


def test_whoever_sees_the_measure_may_comment(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().released()
    url = f"/massnahmen/{walk.measure.reference}/kommentar/"
    client.force_login(hall.of(hall.culture))

    answer = client.post(url, {"text": "Gute <i>Idee</i>!"}, follow=True)
    version = walk.fresh.version

    page = text_of(answer)
    assert answer.redirect_chain[0][0] == f"/massnahmen/{walk.measure.reference}/#kommentare"
    assert "Gute &lt;i&gt;Idee&lt;/i&gt;!" in page
    assert "Der Kommentar ist gespeichert." in page
    assert (Comment.objects.get().author, version) == (hall.of(hall.culture), walk.measure.version)


def test_a_comment_sent_by_a_double_click_is_there_once(hall: City, client: Client) -> None:
    walk = Walk(hall)
    client.force_login(hall.of(hall.lead))
    for _click in range(2):
        client.post(f"/massnahmen/{walk.measure.reference}/kommentar/", {"text": "Gute Idee!"})

    assert [comment.text for comment in Comment.objects.all()] == ["Gute Idee!"]


@pytest.mark.parametrize("text", ["", " \n", "\x00", "x" * 5001])
def test_an_empty_or_endless_comment_is_a_fault(hall: City, client: Client, text: str) -> None:
    walk = Walk(hall)
    client.force_login(hall.of(hall.lead))

    answer = client.post(f"/massnahmen/{walk.measure.reference}/kommentar/", {"text": text})

    assert answer.status_code == 422
    assert "1 Angabe muss korrigiert werden" in text_of(answer)
    assert not Comment.objects.exists()


def test_nobody_comments_on_what_is_hidden(hall: City, client: Client) -> None:
    walk = Walk(hall)
    client.force_login(hall.of(hall.culture))
    url = f"/massnahmen/{walk.measure.reference}/kommentar/"

    assert client.post(url, {"text": "Aha"}).status_code == 404
    assert client.get(url).status_code == 405
    assert not Comment.objects.exists()


def attached(hall: City) -> tuple[Walk, Document]:
    walk = Walk(hall)
    file = SimpleUploadedFile("Vermerk „neu“.html", b"<script>alert(1)</script>")
    walk.take("attach", hall.lead, title="Vermerk", file=file)
    return walk, Document.objects.get()


def test_a_document_is_handed_out_as_a_file(hall: City, client: Client) -> None:
    walk, document = attached(hall)
    page = look(client, walk, hall.lead)

    answer = client.get(f"/dokumente/{document.pk}/")

    assert f'href="/dokumente/{document.pk}/"' in page
    assert b"".join(answer) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_is_as_hidden_as_its_measure(hall: City, client: Client) -> None:
    _walk, document = attached(hall)
    client.force_login(hall.of(hall.culture))

    hidden = client.get(f"/dokumente/{document.pk}/")
    absent = client.get("/dokumente/999999/")

    assert (hidden.status_code, absent.status_code) == (404, 404)


def test_a_document_whose_file_is_lost_is_absent(hall: City, client: Client) -> None:
    _walk, document = attached(hall)
    document.file.storage.delete(document.file.name)
    client.force_login(hall.of(hall.lead))

    assert client.get(f"/dokumente/{document.pk}/").status_code == 404


def test_a_document_is_uploaded_on_its_page(hall: City, client: Client) -> None:
    walk = Walk(hall)
    client.force_login(hall.of(hall.lead))
    url = f"/massnahmen/{walk.measure.reference}/schritt/attach/"
    file = SimpleUploadedFile("plan.pdf", b"%PDF")

    page = text_of(client.get(url))
    answer = client.post(url, {"stand": 1, "title": "Plan", "file": file})

    assert 'enctype="multipart/form-data"' in page
    assert answer.status_code == 302
    assert Document.objects.get().filename == "plan.pdf"


# ---- what helps the clerk to go on --------------------------------------------------------------


def test_the_reason_of_a_return_stands_where_the_lead_goes_on(hall: City, client: Client) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "send_back", hall.office, reason="Bitte die Zielgruppe nennen.")
    client.force_login(hall.of(hall.lead))
    url = f"/massnahmen/{walk.measure.reference}/"

    box = text_of(client.get(url)).split('id="next-step"')[1].split("</section>")[0]
    assert "Bitte die Zielgruppe nennen." in box

    walk.submitted()
    assert "Begründung der Rückgabe" not in text_of(client.get(url))


def test_the_journal_shows_what_changed_in_the_costs(hall: City, client: Client) -> None:
    walk = Walk(hall)
    walk.take("edit", hall.lead, no_costs=False, cost_lines=costs(180000, 2027))
    client.force_login(hall.of(hall.lead))

    page = text_of(client.get(f"/massnahmen/{walk.measure.reference}/"))

    assert "<summary>Änderungen (1)" in page
    assert "<dt>Kosten</dt>" in page


def test_the_journal_tells_what_followed_from_a_result(hall: City, client: Client) -> None:
    walk = Walk(hall).ready().released().adopted()
    client.force_login(hall.of(hall.lead))

    assert "Daraus folgte: Beschlossen" in text_of(
        client.get(f"/massnahmen/{walk.measure.reference}/")
    )


def test_a_clerk_is_told_that_the_head_withdraws(hall: City) -> None:
    walk = Walk(hall)
    clerk = person("Mia Conrad")
    access.join(person=clerk, organization=hall.lead, role="clerk")
    offers = {each.name: each for each in engine.available(walk.measure, clerk)}

    assert offers["withdraw"].reasons[0].resolved_by == "federführende Stelle (Leitung)"
