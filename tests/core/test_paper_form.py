"""Reading a paper in through the page: preview first, then the import; refusals keep the text."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import Paper
from core.paper_form import MAX_BYTES
from core.paper_import import import_paper
from core.paper_text import read_text
from tests.factories import City, Walk, city
from tests.papers import SAMPLE

TEXT = SAMPLE.read_text()
ODD = f"{TEXT}\nAnlage 1: Lageplan\n"


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def office(client: Client, hall: City) -> Client:
    client.force_login(hall.of(hall.office))
    return client


def send(client: Client, text: str = "", **data: Any) -> Any:
    return client.post(reverse("paper_import"), {"text": text} | data)


def file(content: bytes, name: str = "drucksache.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    assert Paper.objects.count() == 0
    return dict(answer.context["form"].errors)


def test_preview_shows_what_was_read_and_writes_nothing(office: Client) -> None:
    answer = send(office, ODD)

    page = answer.content.decode()
    assert answer.status_code == 200
    for said in ("0815/2026", "Nachbarn in Europa", "Kulturausschuss", "Jugend, Kultur"):
        assert said in page
    number = ODD.splitlines().index("Anlage 1: Lageplan") + 1
    assert answer.context["unread"] == [[number, "Anlage 1: Lageplan"]]
    assert answer.context["changed"] is True
    assert Paper.objects.count() == 0


def test_confirmed_text_is_imported_once(office: Client) -> None:
    first = send(office, TEXT, confirm="1")
    paper = Paper.objects.get()
    assert first["Location"] == reverse("paper", args=[paper.pk])
    assert "ist eingelesen" in office.get(first["Location"]).content.decode()

    second = send(office, TEXT, confirm="1")

    assert "nichts geändert" in office.get(second["Location"]).content.decode()
    assert send(office, TEXT).context["changed"] is False
    assert Paper.objects.get() == paper


def test_preview_carries_the_text_unchanged(office: Client) -> None:
    wording = send(office, file=file(TEXT.encode())).context["wording"]

    assert wording == TEXT
    assert send(office, wording, confirm="1").status_code == 302


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ist leer"),
        (b"%PDF-1.7 \0", "keine Textdatei"),
        ("Größe".encode("latin-1"), "nicht in UTF-8"),
        (b"Informationsdrucksache ohne alles", "Nummer"),
        (b"x" * (MAX_BYTES + 1), "größer als 2 MB"),
    ],
)
def test_file_is_refused_in_one_sentence(office: Client, content: bytes, said: str) -> None:
    refused = errors(send(office, "mein Text", file=file(content)))

    assert list(refused) == ["file"]
    assert len(refused["file"]) == 1
    assert said in refused["file"][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "leer"),
        ("Ohne Nummer", "Nummer"),
        ("a\0b", ""),
        ("ä" * (MAX_BYTES // 2 + 1), "größer als 2 MB"),
    ],
)
def test_text_is_refused_in_one_sentence(office: Client, text: str, said: str) -> None:
    refused = errors(send(office, text))

    assert list(refused) == ["text"]
    assert len(refused["text"]) == 1
    assert said in refused["text"][0]


def test_refused_text_is_kept(office: Client) -> None:
    assert "Ohne Nummer, mit Mühe" in send(office, "Ohne Nummer, mit Mühe").content.decode()


@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_paper_of_a_measure_is_refused(office: Client, hall: City, confirm: dict[str, str]) -> None:
    measure = Walk(hall).ready().routed().measure
    reference = measure.papers.get().reference
    text = TEXT.replace("0815/2026", reference)

    answer = send(office, text, **confirm)

    assert answer.status_code == 422
    assert "Sie wird dort bearbeitet" in answer.content.decode()
    assert answer.context["form"]["text"].value() == text


def test_others_may_not_import(client: Client, hall: City) -> None:
    client.force_login(hall.of(hall.lead))

    assert send(client, TEXT, confirm="1").status_code == 403
    assert Paper.objects.count() == 0


def test_imported_paper_is_read_by_everybody(client: Client, hall: City) -> None:
    paper = import_paper(read_text(TEXT)).paper
    client.force_login(hall.of(hall.school))

    page = client.get(reverse("paper", args=[paper.pk])).content.decode()

    for said in ("Gender-Aspekten", "Gleichstellungsausschuss", "Kulturausschuss", "12.01.2026"):
        assert said in page
