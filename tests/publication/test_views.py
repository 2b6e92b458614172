"""The documents are handed out to whoever may see what they tell."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Organization
from tests.factories import City, Walk, city
from tests.sitting import own, planned

from .pdf import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


def desk(hall: City, organization: Organization) -> Client:
    client = Client()
    client.force_login(hall.of(organization))
    return client


def test_a_paper_is_handed_out_once(hall: City) -> None:
    walk = Walk(hall).ready().released()
    url = reverse("paper-pdf", args=[walk.fresh.paper.pk])
    client = desk(hall, hall.culture)

    answer = client.get(url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    number = walk.fresh.paper.reference.replace("/", "-")
    assert answer["Content-Disposition"] == f'inline; filename="Drucksache {number}.pdf"'
    again = client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code in {200, 304}


def test_a_hidden_paper_is_absent(hall: City) -> None:
    walk = Walk(hall, public=False).ready().released()
    url = reverse("paper-pdf", args=[walk.fresh.paper.pk])

    assert desk(hall, hall.culture).get(url).status_code == 404
    assert desk(hall, hall.lead).get(url).status_code == 200
    assert Client().get(url).status_code == 302


def test_an_agenda_hides_what_the_reader_may_not_see(hall: City) -> None:
    sitting = planned(hall.main_committee)
    own(hall, sitting, "Personalsache", part="closed")
    url = reverse("agenda-pdf", args=[sitting.pk])

    assert "Personalsache" in words_of(desk(hall, hall.main_committee).get(url).content)
    assert "Personalsache" not in words_of(desk(hall, hall.lead).get(url).content)


def test_draft_minutes_are_for_the_secretariat(hall: City) -> None:
    sitting = planned(hall.main_committee)
    url = reverse("minutes-pdf", args=[sitting.pk])

    assert desk(hall, hall.main_committee).get(url).status_code == 200
    assert desk(hall, hall.lead).get(url).status_code == 403
    assert desk(hall, hall.lead).get(reverse("minutes-pdf", args=[99])).status_code == 404


def test_an_excerpt_exists_once_the_result_is_published(hall: City) -> None:
    walk = Walk(hall, public=False).ready().released((hall.main_committee, "decision", 1))
    station = walk.measure.consultations.get()
    url = reverse("excerpt-pdf", args=[station.pk])

    assert desk(hall, hall.lead).get(url).status_code == 404
    walk.result(hall.main_committee, "approved")
    assert desk(hall, hall.lead).get(url).status_code == 200
    assert desk(hall, hall.culture).get(url).status_code == 404
    page = desk(hall, hall.lead).get(reverse("measure", args=[walk.measure.reference]))
    assert url in page.content.decode()


def test_an_excerpt_of_a_paper_that_is_not_public_is_for_who_is_concerned(hall: City) -> None:
    walk = Walk(hall).ready().released((hall.main_committee, "decision", 1))
    walk.result(hall.main_committee, "approved", object="execution")
    walk.measure.papers.update(public=False)
    url = reverse("excerpt-pdf", args=[walk.measure.consultations.get().pk])

    assert desk(hall, hall.lead).get(url).status_code == 200
    assert desk(hall, hall.main_committee).get(url).status_code == 200
    assert desk(hall, hall.culture).get(url).status_code == 404
