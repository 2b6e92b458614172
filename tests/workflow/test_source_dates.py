"""Who leads a measure is told in time what its funding sources ask for: calendar and digest."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from core.models import FundingSource, Measure
from tests.factories import City, Walk, city
from workflow import digest

from .test_feeds import events, named, own
from .test_sources import asked, row

pytestmark = pytest.mark.django_db
SOON = localdate() + dt.timedelta(days=10)
LATER = localdate() + dt.timedelta(days=100)


@pytest.fixture
def hall() -> City:
    return city()


def applying(hall: City, **dates: Any) -> Walk:
    return asked(hall, row(**{"application_due": SOON} | dates))


def test_the_lead_finds_the_next_date_in_calendar_and_digest(hall: City, client: Client) -> None:
    walk = applying(hall)
    lead = hall.of(hall.lead, 1)

    (event,) = events(client, own(lead)).values()
    title, lines = digest.dated_sources(lead)

    said = f"Antrag bis: CERV, {named(walk.measure)}"
    assert (str(event["summary"]), event["dtstart"].dt) == (f"Frist: {said}", SOON)
    assert str(event["uid"]).startswith("quelle-")
    assert (title, [(line.text, line.due_on) for line in lines]) == (
        "Fristen Ihrer Finanzierungsquellen",
        [(said, SOON)],
    )


def test_others_are_told_nothing(hall: City, client: Client) -> None:
    applying(hall)

    for unit in (hall.culture, hall.office, hall.treasury, hall.network):
        assert not any(each.startswith("quelle-") for each in events(client, own(hall.of(unit))))
        assert digest.dated_sources(hall.of(unit)).lines == []


def test_what_lies_far_ahead_stands_in_the_calendar_alone(hall: City, client: Client) -> None:
    applying(hall, application_due=LATER)

    assert len(events(client, own(hall.of(hall.lead)))) == 1
    assert digest.dated_sources(hall.of(hall.lead)).lines == []


@pytest.mark.parametrize(
    "changes", [{"state": "refused"}, {"state": "expired"}, {"application_due": None}]
)
def test_what_is_settled_has_no_date(hall: City, client: Client, changes: dict[str, Any]) -> None:
    applying(hall)
    FundingSource.objects.update(**changes)

    assert events(client, own(hall.of(hall.lead))) == {}


def test_of_an_ended_measure_nothing_is_asked(hall: City, client: Client) -> None:
    walk = applying(hall)
    walk.take("withdraw", hall.lead, reason="Nicht mehr nötig.")

    assert events(client, own(hall.of(hall.lead))) == {}


def test_of_a_non_public_measure_no_word_is_said(hall: City, client: Client) -> None:
    walk = applying(hall)
    Measure.objects.filter(pk=walk.measure.pk).update(public=False)
    FundingSource.objects.update(name="Geheimnis")
    lead = hall.of(hall.lead)

    (event,) = events(client, own(lead)).values()
    (line,) = digest.dated_sources(lead).lines

    said = "Antrag bis: nichtöffentlicher Vorgang"
    assert (str(event["summary"]), line.text) == (f"Frist: {said}", said)
    assert "Geheimnis" not in event.to_ical().decode()
