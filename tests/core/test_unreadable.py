"""A text that is too long is refused with a sentence that helps; all else is not understood."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from core.models import Measure
from tests.factories import City, city

LONG = "Wort " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 5 + 1)
HERE: dict[str, Any] = {"HTTP_ORIGIN": "http://testserver"}
ENGLISH = {"accept-language": "en"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def desk(hall: City, client: Client) -> Client:
    client.force_login(hall.of(hall.lead))
    return client


def test_a_text_that_is_too_long_says_how_much_is_allowed(desk: Client) -> None:
    answer = desk.post("/massnahmen/neu/", {"title": "Brunnen", "description": LONG})

    page = answer.content.decode()
    assert answer.status_code == 413
    assert "Dieser Text ist zu lang" in page
    assert "höchstens 2,5\xa0MB Text" in page
    assert "Gehen Sie im Browser eine Seite zurück" in page
    assert not Measure.objects.exists()


def test_it_is_said_however_the_form_was_sent_and_in_english(desk: Client) -> None:
    body = urlencode({"description": LONG})

    answer = desk.post(
        "/massnahmen/neu/", body, content_type=FORM, headers={"accept-language": "en"}
    )

    assert answer.status_code == 413
    assert "This text is too long" in answer.content.decode()
    assert '<html lang="en">' in answer.content.decode()


def test_a_stranger_reads_the_same(hall: City, client: Client) -> None:
    assert client.post("/massnahmen/neu/", {"description": LONG}, **HERE).status_code == 413


def test_a_text_just_short_enough_is_read(desk: Client) -> None:
    answer = desk.post("/massnahmen/neu/", {"description": LONG[:-200]})

    assert answer.status_code == 422


def test_more_fields_than_anybody_types_are_not_understood(desk: Client) -> None:
    fields = {f"feld{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}

    answer = desk.post("/massnahmen/neu/", fields)

    assert answer.status_code == 400
    assert "Diese Anfrage war nicht verständlich" in answer.content.decode()
