"""A secretariat records a whole agenda of thirty items by keyboard and publishes it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from core.models import AgendaItem, Consultation, Meeting
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from tests.factories import City, Walk, city
from tests.sitting import own, planned, station_of, taken_up, waiting

pytestmark = pytest.mark.django_db(transaction=True)
PLAIN, OWN = 20, 5
PLAIN_KEYS = 4  # at most as many keystrokes as a plain item may take


@dataclass
class Keyboard:
    """Hands that touch nothing but keys; every keystroke is counted."""

    page: Page
    pressed: int = 0
    costs: list[int] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.pressed += len(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def plain(self) -> None:
        """An item the body agrees to without a word, and on to the next row."""
        before = self.pressed
        self.press("e", "ArrowDown")
        self.costs.append(self.pressed - before)


def row(page: Page, number: int):
    return page.locator("[data-row]").nth(number - 1)


def saved(page: Page, number: int, text: str) -> None:
    expect(row(page, number).locator("[data-state]")).to_contain_text(text)


@dataclass
class Agenda:
    """The sitting of the main committee with its thirty items."""

    made: City
    meeting: Meeting
    walks: list[Walk]
    items: list[AgendaItem]

    def outcome(self, number: int) -> Consultation:
        return Consultation.objects.get(pk=self.items[number - 1].station_id)

    def walk(self, number: int) -> Walk:
        return self.walks[number - 1]


def thirty() -> Agenda:
    made = city()
    meeting = planned(made.main_committee)
    walks = waiting(made, made.main_committee, PLAIN + 5)
    items = taken_up(made, meeting, *walks)
    items += [own(made, meeting, f"Antrag {number}") for number in range(1, OWN + 1)]
    return Agenda(made, meeting, walks, items)


def record(page: Page, made: City) -> Keyboard:
    """Twenty plain items, five special ones, five motions; only keys."""
    hand = Keyboard(page)
    expect(row(page, 1).locator("[data-outcome]")).to_be_focused()
    for _item in range(PLAIN):
        hand.plain()
    tie(page, hand)
    abstain(page, hand)
    draw_into_groups(page, hand)
    refer(page, hand, made)
    hand.press("n", "ArrowDown")
    for _item in range(OWN):
        hand.plain()
    return hand


def tie(page: Page, hand: Keyboard) -> None:
    """Five to five is refused as an approval, and taken as a rejection."""
    hand.press("z", "5", "Tab", "5", "Tab")
    saved(page, 21, "Bei Stimmengleichheit ist der Antrag abgelehnt.")
    hand.press("Escape", "a")
    saved(page, 21, "abgelehnt, ausgezählt, 5 Ja, 5 Nein")
    hand.press("ArrowDown")


def abstain(page: Page, hand: Keyboard) -> None:
    """Bei 6 Enthaltungen beschlossen: six abstained, nobody counted the others."""
    hand.press("m", "Tab", "Tab", "Tab", "Tab")
    hand.type("6")
    hand.press("Escape", "l")
    hand.type("Bei 6 Enthaltungen beschlossen")
    hand.press("Escape")
    saved(page, 22, "beschlossen, mehrheitlich, 6 Enthaltungen")
    hand.press("ArrowDown")


def draw_into_groups(page: Page, hand: Keyboard) -> None:
    hand.press("f")
    hand.type("Fraktion Bündnis")
    hand.press("Escape", "ArrowDown")


def refer(page: Page, hand: Keyboard, made: City) -> None:
    hand.press("w")
    hand.type(str(made.second_committee)[:4])
    hand.press("Escape", "ArrowDown")
    saved(page, 24, "verwiesen, gesichert")
    expect(row(page, 24).locator("[data-state]")).not_to_contain_text("Bitte")


@pytest.mark.expects_status(422)
def test_thirty_items_are_recorded_by_keyboard_and_published(seat) -> None:
    agenda = thirty()
    made = agenda.made
    page = seat(made.of(made.main_committee)).page
    page.goto(reverse("meeting-grid", args=[agenda.meeting.pk]))

    hand = record(page, made)
    saved(page, 30, "beschlossen, einstimmig")
    assert max(hand.costs) <= PLAIN_KEYS
    assert Delivery.objects.count() == 0
    letters = told()
    page.get_by_role("link", name="Prüfen und veröffentlichen").focus()
    hand.press("Enter")
    page.get_by_role("button", name="30 Ergebnisse veröffentlichen").focus()
    hand.press("Enter")
    expect(page.locator("#progress").get_by_text("Fertig.")).to_be_visible()

    check_measures(agenda)
    check_deferrals(agenda)
    check_own_items(agenda)
    check_letters(agenda, told() - letters)


def told() -> int:
    """How many letters there are once all news are fanned out."""
    fan_out_all(now=now())
    return Delivery.objects.count()


def check_measures(agenda: Agenda) -> None:
    statuses = [walk.fresh.status for walk in agenda.walks]
    assert statuses == [*["funded"] * PLAIN, "rejected", "funded", *["consulting"] * 3]
    tie, abstained = agenda.outcome(21), agenda.outcome(22)
    assert (tie.outcome, tie.manner, tie.votes_for, tie.votes_against) == (
        "rejected",
        "counted",
        5,
        5,
    )
    assert (abstained.outcome, abstained.votes_for, abstained.abstentions, abstained.verbatim) == (
        "approved",
        None,
        6,
        "Bei 6 Enthaltungen beschlossen",
    )
    for walk in agenda.walks:
        published = walk.measure.journal.filter(action="publish")
        assert published.count() == 1, walk.measure


def check_deferrals(agenda: Agenda) -> None:
    made = agenda.made
    drawn, referred, superseded = (agenda.outcome(number) for number in (23, 24, 25))
    assert (drawn.outcome, drawn.wish_of) == ("drawn_into_groups", "Fraktion Bündnis")
    again = station_of(agenda.walk(23), made.main_committee)
    assert again.due_on > localdate()
    assert (referred.outcome, referred.refer_to) == ("referred", made.second_committee)
    assert station_of(agenda.walk(24), made.second_committee).role == "advice"
    assert superseded.outcome == "superseded"
    walk = agenda.walk(25)
    walk.take("replace", made.office, 1, reason="Neue Fassung.", motion="Neu.")
    assert station_of(walk, made.main_committee).paper.reference.endswith(" N1")


def check_own_items(agenda: Agenda) -> None:
    rows = AgendaItem.objects.filter(pk__in=[each.pk for each in agenda.items[-OWN:]])
    assert set(rows.values_list("outcome", "manner")) == {("approved", "unanimous")}
    assert not rows.filter(published_at=None).exists()


def check_letters(agenda: Agenda, number: int) -> None:
    """Every lead learns of its result; two people each, and the office as well."""
    subjects = Delivery.objects.filter(entry__action="publish")
    assert subjects.values("entry").distinct().count() == PLAIN + 5
    assert number >= 2 * (PLAIN + 5)
