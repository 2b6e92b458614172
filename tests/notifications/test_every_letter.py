"""Every letter there is, in German and in English, as HTML and as text, about real rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override
from playwright.sync_api import Page

from notifications.events.base import REGISTER
from tests.e2e.gate import AXE, DESK, violations
from tests.factories import ORGANIZATIONS
from tests.notifications.mailbag import LANGUAGES, Written, every_letter
from tests.test_catalogue import german, leftovers

# the letters are written once, before the first test; this says that there is a database
pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000/"
URL = re.compile(r"https?://\S+|\b[\w.-]+\.example/\S+")
UNWRITTEN = re.compile(r"\{\{|\}\}|\{%|%\}|%\(|\bNone\b|\bFalse\b|\bTrue\b|\bobject at\b|[<>]")
IN_PLACE_OF = re.compile(r"– \w+ \w+ (i\. V\.|in place of) \w+ \w+, ")
FEWEST = 42 * 2
# axe takes a ground that no style names for white, also in the dark
GROUND = "html { background: Canvas }"
LETTERS = Path(__file__).resolve().parents[2] / "templates" / "notifications"


@pytest.fixture(scope="module")
def bag(django_db_setup: None, django_db_blocker: Any) -> list[Written]:
    """Written once for all tests of this file; the rows are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        letters = every_letter().letters
        transaction.set_rollback(True)
    return letters


class Reader(HTMLParser):
    """The terms and links of a letter, and all it says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.within = ""
        self.terms: list[str] = []
        self.links: list[str] = []
        self.language = self.title = self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within, said = tag, dict(attrs)
        self.language = (said.get("lang") or "") if tag == "html" else self.language
        self.links += [str(said["href"])] if tag == "a" else []

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        said = " ".join(data.split())
        self.title += said if self.within == "title" else ""
        self.terms += [said] if self.within == "dt" else []
        self.said += f" {said}" if self.within not in ("style", "title") else ""


def pairs(bag: list[Written]) -> list[tuple[Written, Written]]:
    """Each letter in German and in English."""
    return list(zip(bag[::2], bag[1::2], strict=True))


def close(said: str) -> str:
    """Without any space: lines are broken differently in both forms."""
    return "".join(said.split())


def wrong(bag: list[Written], faults: Any) -> dict[str, Any]:
    """What is wrong with which letter."""
    return {str(each): found for each in bag if (found := faults(each))}


# ---- there is none that is not looked at ---------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_told_to_every_audience(bag: list[Written], language: str) -> None:
    told = {each.about for each in bag if each.language == language and each.public and each.name}

    assert told == set(REGISTER)


def test_every_other_kind_is_written_too(bag: list[Written]) -> None:
    """Digests, dates on one day, substitutes, "i. V.", and what is not public; each twice."""
    kinds = Counter((each.kind, each.language) for each in bag)
    others = {
        "substitute": [each for each in bag if each.absent and each.public],
        "substitute, non-public": [each for each in bag if each.absent and not each.public],
        "non-public": [each for each in bag if not each.public],
        "i. V.": [
            each
            for each in bag
            if re.search(" i\\. V\\. | in place of \\w+ \\w+, ", each.letter.text)
        ],
    }

    assert {kind for kind, _language in kinds} == {"letter", "digest", "gathered"}
    assert all(kinds[kind, "de"] == kinds[kind, "en"] for kind, _language in kinds)
    for name, found in others.items():
        assert {each.language for each in found} == set(LANGUAGES), name


# ---- what each of them says ----------------------------------------------------------------------


def test_english_letters_leave_no_german(bag: list[Written]) -> None:
    """Neither a whole text nor a term; what people typed and names of units stay as they are."""
    sentences = {text for text in german() if " " in text and "%(" not in text}
    names = {name for _code, name, _kind in ORGANIZATIONS.values()}

    def faults(each: Written) -> set[str]:
        if each.language != "en":
            return set()
        lines = {line.strip("- .") for line in each.letter.text.splitlines()}
        terms = {line.partition(":")[0] for line in each.letter.text.splitlines()}
        found = leftovers(each.letter.html, names) | ((lines | terms) & (german() - names))
        return found | {text for text in sentences if text in each.letter.text}

    assert wrong(bag, faults) == {}


def test_no_term_is_the_same_in_both_languages(bag: list[Written]) -> None:
    for before, after in pairs(bag):
        terms, english = Reader(before.letter.html).terms, Reader(after.letter.html).terms

        assert (before.about, len(terms)) == (after.about, len(english))
        assert not set(terms) & set(english), before


def test_no_term_is_said_twice_unless_it_is_listed(bag: list[Written]) -> None:
    """`Status: in work`, `Status: granted` would leave open whose status is meant."""
    listed = {"Frist", "Deadline", "Empfohlene Änderung", "Recommended change"}

    def faults(each: Written) -> list[str]:
        counted = Counter(Reader(each.letter.html).terms)
        return [term for term, number in counted.items() if number > 1 and term not in listed]

    assert wrong(bag, faults) == {}


def test_every_term_begins_with_a_capital(bag: list[Written]) -> None:
    def faults(each: Written) -> list[str]:
        return [term for term in Reader(each.letter.html).terms if not term[0].isupper()]

    assert wrong(bag, faults) == {}


def test_nothing_is_left_unwritten(bag: list[Written]) -> None:
    def faults(each: Written) -> list[str]:
        letter = each.letter
        parts = letter.subject, letter.text, Reader(letter.html).said
        return [found for part in parts for found in UNWRITTEN.findall(part)]

    assert wrong(bag, faults) == {}


def test_every_link_is_whole_and_stands_in_the_text_too(bag: list[Written]) -> None:
    def faults(each: Written) -> set[str]:
        links, urls = set(Reader(each.letter.html).links), set(URL.findall(each.letter.text))
        return (links ^ urls) | {link for link in links if not link.startswith(BASE)}

    assert all(Reader(each.letter.html).links for each in bag)
    assert wrong(bag, faults) == {}


def test_html_says_what_the_text_says(bag: list[Written]) -> None:
    """Line by line, but for links and what leads to them."""

    def faults(each: Written) -> list[str]:
        said = close(Reader(each.letter.html).said)
        body = URL.sub("", each.letter.text.partition("\n-- \n")[0])
        lines = [line.strip(" -").rstrip(".") for line in body.splitlines()]
        parts = [part for line in lines if not line.endswith(":") for part in line.split(": ", 1)]
        return [part for part in parts if close(part) not in said]

    assert wrong(bag, faults) == {}


def test_subject_is_one_line_with_one_colon_before_the_title(bag: list[Written]) -> None:
    def faults(each: Written) -> bool:
        subject = each.letter.subject
        begins = "[M-" if each.name and each.public else "Laufzettel: "
        return not subject.startswith(begins) or subject.count(": ") != 1

    assert wrong(bag, faults) == {}


def test_html_names_its_language_and_subject(bag: list[Written]) -> None:
    def faults(each: Written) -> bool:
        read = Reader(each.letter.html)
        return (read.language, read.title) != (each.language, " ".join(each.letter.subject.split()))

    assert wrong(bag, faults) == {}


def test_a_letter_of_a_non_public_measure_says_none_of_its_words(bag: list[Written]) -> None:
    hidden = [each for each in bag if not each.public or each.kind != "letter"]

    assert len(hidden) > FEWEST // 10
    assert [each for each in hidden if "Geheimnis" in f"{each.letter}"] == []


def test_a_substitute_reads_at_once_for_whom(bag: list[Written]) -> None:
    """Before anything is asked of them, in both forms."""
    said = {"de": "Sie lesen dies in Vertretung für", "en": "You read this in place of"}

    def faults(each: Written) -> list[str]:
        sentence = f"{said[each.language]} {each.absent}."
        begin = each.letter.text.split("\n\n")[1]
        forms = begin, Reader(each.letter.html).said.partition(" M-")[0]
        return [form for form in forms if sentence not in form]

    assert wrong([each for each in bag if each.absent and each.public], faults) == {}
    assert not any(said[each.language] in each.letter.text for each in bag if not each.absent)


def test_who_only_follows_is_asked_for_nothing(bag: list[Written]) -> None:
    follows = [each for each in bag if each.audience == "followers" and each.public]
    asked = set()
    for language in LANGUAGES:
        with override(language):
            asked |= {str(event.request) for event in REGISTER.values()} - {""}

    assert len(follows) >= FEWEST
    assert wrong(follows, lambda each: asked & set(each.letter.text.splitlines())) == {}


def test_paragraphs_stand_one_empty_line_apart(bag: list[Written]) -> None:
    assert wrong(bag, lambda each: "\n\n\n" in each.letter.text) == {}


def family(each: Written) -> str:
    """The folder whose words the letter is written in."""
    if each.kind != "letter":
        return "recall" if each.letter.subject == "Laufzettel: Wiedervorlage" else "digest"
    if not each.public or not each.name:
        return "substitution" if each.public else "neutral"
    own = LETTERS / each.name / f"{each.audience}.body.html"
    return each.name if own.exists() else "step"


def of_each(bag: list[Written], kind: Callable[[Written], str]) -> dict[str, Written]:
    """The first German letter of every kind."""
    return {kind(each): each for each in reversed(bag) if each.language == "de"}


@pytest.fixture
def pictures(pytestconfig: pytest.Config) -> Path:
    """Where the pictures of letters are kept, to be looked at."""
    folder = Path(pytestconfig.getoption("--output")) / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_every_letter_fits_a_phone_by_day_and_by_night(
    bag: list[Written], page: Page, pictures: Path
) -> None:
    """One of each kind leaves a picture, as a phone shows it in the dark."""
    page.set_viewport_size({"width": 375, "height": 667})
    page.emulate_media(color_scheme="dark")
    shown = {str(each): each for each in bag}
    kept = of_each(bag, lambda each: f"{family(each)}-{each.name or each.kind}-{each.audience}")
    names = {str(each): name for name, each in kept.items()}

    def faults(each: Written) -> list[Any]:
        page.set_content(each.letter.html)
        if name := names.get(str(each)):
            page.screenshot(path=pictures / f"{name}-phone-dark.png", full_page=True)
        found = page.evaluate(
            "[document.documentElement.scrollWidth, getComputedStyle(document.body).color]"
        )
        return [] if found == [375, "rgb(255, 255, 255)"] else list(found)

    assert wrong(list(shown.values()), faults) == {}
    assert all((pictures / f"{name}-phone-dark.png").exists() for name in names.values())
    assert len(names) >= len(REGISTER)


def test_a_letter_of_each_family_passes_axe_in_light_and_in_dark(
    bag: list[Written], page: Page, pictures: Path
) -> None:
    families = of_each(bag, family)
    assert set(families) == {each.name for each in LETTERS.iterdir() if each.is_dir()}
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    found = []
    for name, each in families.items():
        page.set_content(each.letter.html)
        page.add_style_tag(content=GROUND)
        page.evaluate(AXE.axe_script)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{name} {scheme}: {fault}" for fault in violations(page)]
        page.emulate_media(color_scheme="light")
        page.screenshot(path=pictures / f"{name}-desk-light.png", full_page=True)

    assert found == []
