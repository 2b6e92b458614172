"""Laufzettel in English: every text has one, and no German is left on a page or in a letter."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

from core.models import Organization, Person
from core.paper_import import import_paper
from core.paper_text import read_text
from notifications.letters import Letter, letter_for
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city
from tests.papers import SAMPLE

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
PACKAGES = ["core", "workflow", "notifications", "publication"]
PLURAL = (1, 2)
MARKS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDERS = re.compile(r"%\(\w+\)\w|%%|<[^>]+>|\{\w*\}")
EDGES = re.compile(r"^\s*|[\s.:?!,]*$")
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
PUBLIC = ["login", "accessibility", "privacy", "imprint"]
CLOSED = [
    *("inbox", "measures", "organizations", "papers", "paper_import", "notices", "outbox"),
    *("council-report", "preferences", "substitutions", "vacancies", "absences"),
    *("watchlist", "calendar-feed"),
]


# ---- the catalogue -------------------------------------------------------------------------------


def code_texts() -> Iterator[str | tuple[str, ...]]:
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    for path in files:
        if "migrations" not in path.parts:
            yield from _extracted(path.read_text())


def template_texts() -> Iterator[str | tuple[str, ...]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        marked = templatize(path.read_text()).splitlines()
        yield from _extracted("\n".join(line.strip() for line in marked))


def _extracted(source: str) -> Iterator[str | tuple[str, ...]]:
    found = extract("python", BytesIO(source.encode()), keywords=MARKS)
    yield from (text for _line, text, _comments, _context in found)


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def entries() -> list[Message]:
    return [entry for entry in catalogue() if entry.id]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """One text, or the singular and the plural."""
    return [text] if isinstance(text, str) else list(text)


def key(text: str | tuple[str, ...] | list[str]) -> str:
    return forms(text)[0]


def test_every_text_is_in_the_catalogue_and_no_other() -> None:
    code, templates = set(map(key, code_texts())), set(map(key, template_texts()))

    assert {"Zur Prüfung vorlegen", "%(count)d Angabe muss korrigiert werden"} <= code
    assert {"Zum Inhalt springen", "%(number)s Maßnahme"} <= templates
    assert {key(entry.id) for entry in entries()} == code | templates


def test_every_text_has_its_english() -> None:
    assert catalogue().num_plurals == 2
    assert [entry.id for entry in entries() if entry.fuzzy or not all(forms(entry.string))] == []
    assert [len(forms(entry.id)) for entry in entries()] == [
        len(forms(entry.string)) for entry in entries()
    ]


def test_english_keeps_placeholders_and_markup() -> None:
    wrong = [
        german
        for entry in entries()
        for german, english in zip(forms(entry.id), forms(entry.string), strict=True)
        if sorted(PLACEHOLDERS.findall(german)) != sorted(PLACEHOLDERS.findall(english))
    ]

    assert wrong == []


def test_english_begins_and_ends_like_the_german() -> None:
    wrong = [
        german
        for entry in entries()
        for german, english in zip(forms(entry.id), forms(entry.string), strict=True)
        if EDGES.findall(german) != EDGES.findall(english)
    ]

    assert wrong == []


def test_english_has_no_german_letters() -> None:
    told = [english for entry in entries() for english in forms(entry.string)]

    assert [english for english in told if re.search("[äöüßÄÖÜ„]", english)] == []


def test_english_is_compiled() -> None:
    """`make setup` compiles what is committed; an old catalogue shows here."""
    with override("en"):
        stale = [entry.id for entry in entries() if gettext(key(entry.id)) != key(entry.string)]

    assert stale == []


# ---- the pages -----------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Reads the texts and labels of a page, as eyes and ears do."""

    SPOKEN = {"aria-label", "title", "placeholder", "alt"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.heard: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "html":
            self.language = said["lang"] or ""
        self.heard |= {str(said[name]) for name in self.SPOKEN & set(said)}

    def handle_data(self, data: str) -> None:
        self.heard |= {(said := " ".join(data.split())), said.rstrip(":.")}


def german() -> set[str]:
    """All texts that read differently in English."""
    said = [(key(entry.id), key(entry.string)) for entry in entries()]
    return {before for before, after in said if before != after}


def leftovers(html: str, data: set[str]) -> set[str]:
    """What is still German, but for the data and for the button that leads back to German."""
    return Reader(html).heard & (german() - data - {"Deutsch"})


def names() -> set[str]:
    """Names of organizations stay what they are."""
    return set(Organization.objects.values_list("name", flat=True))


def read(client: Client, url: str) -> str:
    answer = client.get(url, **ENGLISH)
    assert answer.status_code == 200
    assert answer["Content-Language"] == "en"
    return str(answer.content.decode())


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A request leaves its language to the thread; the tests after this one speak German again."""
    with override("de"):
        yield


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def office(hall: City, client: Client) -> Client:
    client.force_login(hall.of(hall.office))
    return client


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_speaks_the_browsers_language(client: Client, db: None, name: str) -> None:
    german_page, english_page = client.get(reverse(name)), read(client, reverse(name))

    assert Reader(german_page.content.decode()).language == "de"
    assert leftovers(german_page.content.decode(), set()) > {"Zum Inhalt springen", "Impressum"}
    assert Reader(english_page).language == "en"
    assert leftovers(english_page, set()) == set()


def test_chosen_language_is_kept(client: Client, db: None) -> None:
    login = reverse("login")
    client.post(reverse("set_language"), {"language": "en", "next": login})

    chosen = client.get(login, HTTP_ACCEPT_LANGUAGE="de").content.decode()

    assert Reader(chosen).language == "en"
    assert {"Log in", "Skip to content", "Imprint"} <= Reader(chosen).heard


@pytest.mark.parametrize("name", CLOSED)
def test_page_leaves_no_german(hall: City, office: Client, name: str) -> None:
    Walk(hall).ready().released()
    Walk(hall).submitted()
    fan_out_all(now=now())

    page = read(office, reverse(name))

    assert leftovers(page, names()) == set()


@pytest.mark.parametrize("way", ["submitted", "ready", "ready released", "implementing"])
def test_measure_leaves_no_german(hall: City, office: Client, way: str) -> None:
    walk = Walk(hall)
    for part in way.split():
        getattr(walk, part)()

    page = read(office, reverse("measure", args=[walk.fresh.reference]))

    assert leftovers(page, names()) == set()


def test_form_leaves_no_german(hall: City, client: Client) -> None:
    client.force_login(hall.of(hall.lead))

    page = read(client, reverse("propose"))

    assert {"Propose a measure", "Save as draft", "Cost table"} <= Reader(page).heard
    assert leftovers(page, names()) == set()


def test_handbook_tells_the_law_in_english(hall: City, office: Client) -> None:
    page = read(office, reverse("handbook"))

    assert leftovers(page, names()) == set()
    assert {"Submit for checking", "A reason is given.", "Formal check"} <= Reader(page).heard


def test_what_is_stored_does_not_follow_the_reader(db: None) -> None:
    text = SAMPLE.read_text().replace("\n15.2\n", "\n51.72\n")

    with override("en"):
        plan = import_paper(read_text(text)).plan

    assert plan is not None
    assert plan.office.name == "Organisationseinheit 51.72"


# ---- the letters ---------------------------------------------------------------------------------


@pytest.fixture
def letters(hall: City) -> list[Letter]:
    """All letters of one measure's way, to people who read English."""
    Person.objects.update(language="en")
    walk = Walk(hall).ready(hall.culture).released().adopted().with_milestone()
    walk.do("begin", "start", hall.lead)
    fan_out_all(now=now())
    written = [letter_for(each) for each in Delivery.objects.with_context()]
    return [letter for letter in written if letter]


def test_letters_leave_no_german(letters: list[Letter]) -> None:
    sentences = {text for text in german() if " " in text}
    told = [part for letter in letters for part in (letter.subject, letter.text, letter.html)]

    assert [text for text in sentences if any(text in part for part in told)] == []
    assert [letter.subject for letter in letters if leftovers(letter.html, names())] == []
    assert {Reader(letter.html).language for letter in letters} == {"en"}


def test_letter_speaks_english(letters: list[Letter]) -> None:
    [asked, *_others] = [letter for letter in letters if "Request for co-signature" in letter.text]

    assert "Please co-sign or raise an objection." in asked.text
    assert "state that it is not affected." in asked.html
    assert "You receive this message for the following reason:" in asked.text
    assert "Your unit has been asked to co-sign." in asked.text
    assert f"Request co-signatures – Clara Ahlers, {localdate():%d.%m.%Y} " in asked.text


def test_non_public_letter_speaks_english(hall: City) -> None:
    Person.objects.update(language="en")
    Walk(hall, public=False).submitted()
    fan_out_all(now=now())

    letter = letter_for(Delivery.objects.with_context().first())

    assert letter.subject == "Laufzettel: something is waiting for you"
    assert leftovers(letter.html, names()) == set()
