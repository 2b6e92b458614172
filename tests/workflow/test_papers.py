"""Supplements, annexes, urgent decisions and objections: what they ask, write and tell."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from core.models import Annex, Paper, Provision
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city
from tests.sitting import planned
from workflow.attachments import store_annex
from workflow.forms import answers, form_for
from workflow.refusals import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_memory_files")]
TODAY = localdate()


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    return Walk(hall).ready().released()


def asked(walk: Walk, step: str, **payload: Any) -> tuple[dict[str, Any], Any]:
    return answers(step, walk.fresh, None, walk.city.of(walk.city.office), payload)


def told(walk: Walk, step: str) -> set[int]:
    fan_out_all(now=now())
    entry = walk.fresh.journal.filter(action=step).latest("number")
    return set(entry.deliveries.values_list("person_id", flat=True))


# ---- supplements -----------------------------------------------------------------------------


def test_supplements_are_counted_and_leave_paper_and_stations_alone(hall: City, walk: Walk) -> None:
    paper, open_before = walk.fresh.paper, [each.pk for each in walk.fresh.open_stations]

    walk.take("supplement", hall.office, 1, reason="Neue Zahlen.", motion="Ergänzend gilt …")
    walk.take("supplement", hall.office, 1, reason="Noch neuere.", title="Nachtrag")

    first, second = Paper.objects.filter(supplements=paper).order_by("pk")
    assert paper is not None
    assert first.reference == f"{paper.reference} E1"
    assert second.reference == f"{paper.reference} E2"
    assert (first.title, second.title) == (paper.title, "Nachtrag")
    assert first.sections == {"Begründung": "Neue Zahlen."}
    assert walk.fresh.paper == paper
    assert [each.pk for each in walk.fresh.open_stations] == open_before


def test_a_supplement_after_a_reprint_belongs_to_the_reprint(hall: City, walk: Walk) -> None:
    walk.take("supplement", hall.office, 1, reason="Neue Zahlen.")
    walk.take("replace", hall.office, 1, reason="Neuer Antrag.", motion="Neu.")

    walk.take("supplement", hall.office, 1, reason="Zum neuen Antrag.")

    newest = walk.fresh.paper
    assert newest is not None
    assert newest.reference.endswith(" N1")
    last = Paper.objects.latest("pk")
    assert (last.supplements, last.reference) == (newest, newest.reference.replace("N1", "E2"))


def test_a_supplement_tells_the_secretariats_of_the_route(hall: City, walk: Walk) -> None:
    walk.take("supplement", hall.office, 1, reason="Neue Zahlen.")

    people = told(walk, "supplement")

    assert hall.of(hall.committee).pk in people
    assert hall.of(hall.school).pk not in people


def test_a_supplement_without_a_reason_is_refused(hall: City, walk: Walk) -> None:
    with pytest.raises(StepRefused) as refused:
        walk.take("supplement", hall.office, 1, reason=" ")

    assert [each.number for each in refused.value.reasons] == ["R-10"]
    assert not Paper.objects.filter(supplements__isnull=False).exists()


# ---- annexes ---------------------------------------------------------------------------------


def annex(walk: Walk, number: int, content: bytes = b"%PDF", **data: Any) -> None:
    file = SimpleUploadedFile("Lageplan.pdf", content)
    values = {"number": number, "title": "Lageplan", "public": True, "file": file} | data
    walk.take("annex", walk.city.office, 1, **values)


def test_an_annex_keeps_every_version_and_the_paper_counts_numbers(walk: Walk) -> None:
    annex(walk, 1)
    annex(walk, 1, b"%PDF neu")
    annex(walk, 3, public=False, title="Angebote")

    rows = list(Annex.objects.order_by("number", "version"))
    assert [(row.number, row.version, row.public) for row in rows] == [
        (1, 1, True),
        (1, 2, True),
        (3, 1, False),
    ]
    assert len({row.digest for row in rows}) == 2
    assert rows[1].size == len(b"%PDF neu")
    paper = walk.fresh.paper
    assert paper is not None
    assert paper.annexes == 3
    assert walk.fresh.journal.filter(action="annex").count() == 3


def test_without_a_paper_there_is_no_annex(hall: City) -> None:
    draft = Walk(hall).submitted()
    with pytest.raises(StepRefused) as refused:
        annex(draft, 1)

    assert [each.number for each in refused.value.reasons] == ["R-22"]
    with pytest.raises(Paper.DoesNotExist):
        store_annex(draft.fresh, now())


def test_an_annex_has_a_size(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.forms.implementation.LARGEST_FILE", 3)
    actor, typed = walk.city.of(walk.city.office), QueryDict("number=1&title=Lageplan")
    small, large = (SimpleUploadedFile("a.txt", text) for text in (b"abc", b"abcd"))

    data, faults = answers("annex", walk.fresh, None, actor, typed, {"file": small})
    _none, refused = answers("annex", walk.fresh, None, actor, typed, {"file": large})

    assert (data["file"], faults) == (small, {})
    assert refused == {"file": ["Die Datei ist größer als 20 MB."]}


def test_an_annex_is_added_on_its_page_and_found_at_the_paper(
    hall: City, walk: Walk, client: Client
) -> None:
    client.force_login(hall.of(hall.office, 1))
    file = SimpleUploadedFile("Lageplan ä.pdf", b"%PDF")
    data = {"stand": walk.fresh.version, "number": 1, "title": "Lageplan", "public": "on"}

    answer = client.post(
        reverse("step", args=[walk.measure.reference, "annex"]), data | {"file": file}
    )

    assert answer.status_code == 302, answer.content.decode()[-2000:]
    paper = walk.fresh.paper
    assert paper is not None
    page = client.get(reverse("paper", args=[paper.pk])).content.decode()
    assert reverse("annex", args=[Annex.objects.get().pk]) in page
    assert "1. Lageplan" in page


# ---- urgent decisions --------------------------------------------------------------------------


def test_the_main_committee_decides_instead_of_the_council(walk: Walk) -> None:
    data, faults = asked(walk, "urgent", reason="Frist.", way="urgent_main_committee")

    assert not faults
    assert data["decided_by"] == "Verwaltungsausschuss anstelle des Rates"
    assert data["legal_basis"] == "§ 89 Satz 1 NKomVG"


def test_the_mayor_decides_with_a_deputy(walk: Walk) -> None:
    _data, faults = asked(walk, "urgent", reason="Frist.", way="urgent_mayor")
    assert "Bitte angeben, wer als Stellvertretung mitentscheidet." in str(faults)

    data, faults = asked(walk, "urgent", reason="Frist.", way="urgent_mayor", deputy="Ina Ahr")

    assert not faults
    assert data["decided_by"] == "Oberbürgermeister mit Ina Ahr"
    assert data["legal_basis"] == "§ 89 Satz 2 NKomVG"


def test_what_is_typed_comes_before_what_is_configured(walk: Walk) -> None:
    typed = {"decided_by": "Ferienausschuss", "legal_basis": "§ 13 der Hauptsatzung"}

    data, faults = asked(walk, "urgent", reason="Frist.", way="urgent_main_committee", **typed)
    bare, _none = asked(walk, "urgent", reason="Frist.", **typed)

    assert not faults
    assert {name: data[name] for name in typed} == typed == {name: bare[name] for name in typed}


# ---- objections --------------------------------------------------------------------------------


@pytest.fixture
def decided(walk: Walk) -> Walk:
    return walk.adopted(object="execution")


def objection(decided: Walk, **payload: Any) -> tuple[dict[str, Any], str]:
    council = decided.city.council.pk
    data, faults = asked(decided, "object", reason="Rechtswidrig.", organization=council, **payload)
    return data, str(faults or "")


def decided_days_ago(walk: Walk, days: int) -> None:
    walk.measure.consultations.filter(role="decision").update(
        meeting_on=TODAY - dt.timedelta(days=days)
    )
    type(walk.fresh).objects.filter(pk=walk.measure.pk).update(
        decided_on=TODAY - dt.timedelta(days=days)
    )


@pytest.mark.parametrize(("days", "late"), [(0, False), (7, False), (8, True)])
def test_the_main_committee_objects_within_a_week(decided: Walk, days: int, late: bool) -> None:
    decided_days_ago(decided, days)

    _data, faults = objection(decided, by="objection_main_committee")

    end = f"{TODAY - dt.timedelta(days=days - 7):%d.%m.%Y}"
    sentence = f"Die Frist des Verwaltungsausschusses endete am {end} (§ 79 NKomVG)."
    assert (sentence in faults) == late


def test_the_mayor_has_no_week(decided: Walk) -> None:
    decided_days_ago(decided, 30)

    data, faults = objection(decided, by="objection_mayor")

    assert (data["by"], faults) == ("objection_mayor", "")


@pytest.mark.parametrize(("days", "early"), [(0, True), (2, True), (3, False)])
def test_the_new_vote_follows_after_three_days(decided: Walk, days: int, early: bool) -> None:
    day = TODAY + dt.timedelta(days=days)

    _data, faults = objection(decided, by="objection_mayor", meeting_on=day)

    first = f"{TODAY + dt.timedelta(days=3):%d.%m.%Y}"
    assert (f"Erneut beraten wird frühestens am {first} (§ 88 NKomVG)." in faults) == early


def test_the_grounds_are_dated_configuration(decided: Walk) -> None:
    Provision.objects.create(key="objection_mayor", paragraph="§ 99 NKomVG", valid_from=TODAY)

    _data, faults = objection(decided, by="objection_mayor", meeting_on=TODAY)

    assert "(§ 99 NKomVG)" in faults


# ---- the decision against the proposal -----------------------------------------------------------


def shown(walk: Walk, client: Client) -> str:
    client.force_login(walk.city.of(walk.city.lead))
    page = client.get(reverse("measure", args=[walk.measure.reference])).content.decode()
    return " ".join(page.split())


def test_the_measure_shows_what_the_council_changed(walk: Walk, client: Client) -> None:
    assert "Beschluss gegenüber dem Vorschlag" not in shown(walk, client)
    change = "Der Rat beschließt die Maßnahme in fünf Sprachen."
    walk.result(walk.city.committee, "recommended").result(walk.city.main_committee, "recommended")

    walk.result(walk.city.council, "approved_with_changes", object="execution", change_text=change)

    page = shown(walk, client)
    assert "Ratsversammlung hat am" in page
    assert "anders beschlossen" in page
    assert "[neu: </span>Maßnahme in fünf Sprachen.<" in page


def test_the_measure_says_that_it_was_decided_as_proposed(decided: Walk, client: Client) -> None:
    page = shown(decided, client)

    assert "hat am" in page
    assert f"beschlossen, was {decided.fresh.papers.get().reference} vorschlägt." in page


def test_a_decision_on_a_reprint_is_set_against_the_first_version(
    hall: City, walk: Walk, client: Client
) -> None:
    walk.take("replace", hall.office, 1, reason="Wunsch.", motion="Der Rat beschließt alles neu.")
    walk.adopted(object="execution")

    page = shown(walk, client)

    assert "anders beschlossen" in page
    assert "[neu: </span>alles neu.<" in page
    assert "Neufassung" in page


def test_a_station_is_scheduled_for_a_sitting_of_its_body(hall: City, walk: Walk) -> None:
    station = walk.fresh.consultations.get(organization=hall.committee)
    ahead = planned(hall.committee)
    planned(hall.council)
    planned(hall.committee, state="closed")

    form = form_for("schedule", walk.fresh, station, hall.of(hall.committee))

    assert list(form.fields["meeting"].queryset) == [ahead]
