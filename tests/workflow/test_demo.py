"""The demo city: believable, complete, made by the right people through the engine, on any day."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import localdate, now

from core.models import (
    Comment,
    Consultation,
    CoSignature,
    Document,
    FundingSource,
    JournalEntry,
    Measure,
    Membership,
    Organization,
    Outbox,
    Paper,
    Person,
    ProgressReport,
    SecondLook,
)
from core.steps import Status
from workflow import treasury
from workflow.demo import TOLD, build
from workflow.demo.city import found_city
from workflow.demo.walk import Walk
from workflow.engine import wanted
from workflow.models import Process, Task

SPREAD = {
    Status.DRAFT: 2,
    Status.CHECKING: 1,
    Status.REWORK: 2,
    Status.COSIGNING: 2,
    Status.READY: 1,
    Status.CONSULTING: 3,
    Status.FUNDING: 1,
    Status.FUNDED: 1,
    Status.IMPLEMENTING: 4,
    Status.PAUSED: 1,
    Status.CLOSING: 1,
    Status.COMPLETED: 1,
    Status.REJECTED: 1,
    Status.WITHDRAWN: 1,
    Status.ABORTED: 2,
}

CORRIDOR = "Finanzkorridor Internationales"
TREASURY = ({CORRIDOR, "Horizont Europa"}, ["drawing_due"], {CORRIDOR})
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path


def told() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def statuses() -> dict[str, int]:
    return dict(Counter(Measure.objects.values_list("status", flat=True)))


def rows() -> dict[str, list[tuple[object, ...]]]:
    models = (Measure, Person, Organization, Membership, JournalEntry, Paper, Task, Outbox, Comment)
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def at_the_treasury(today: dt.date) -> tuple[set[str], list[str], set[str]]:
    """What waits for a word, which dates come within 90 days, and the corridors in use."""
    person = Membership.objects.filter(role="treasurer").order_by("pk")[0].person
    waiting = {task.item.name for task in treasury.open_confirmations(person)}
    dates = treasury.dates(person, until=today + dt.timedelta(days=90))
    used = [each.item for each in treasury.coverage([today.year - 1, today.year]) if each.is_used]
    corridors = {each.name for each in used if each.kind == "corridor"}
    return waiting, [each.name for each in dates if each.on > today], corridors


def test_command_makes_the_city_once():
    assert told() == "Die Beispielstadt steht: 24 Maßnahmen, 41 Personen.\n"
    assert statuses() == SPREAD
    before = rows()

    assert told() == "Hier stehen schon 24 Maßnahmen.\n"
    assert rows() == before


def test_command_is_refused_outside_of_the_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError) as refusal:
        call_command("demo")

    assert str(refusal.value) == "Die Beispielstadt entsteht nur in der Demo: LAUFZETTEL_DEMO=1."
    assert refusal.value.returncode == 2
    assert (Measure.objects.count(), Person.objects.count(), Organization.objects.count()) == (
        0,
        0,
        0,
    )


def test_two_people_hold_every_role():
    found_city(today=localdate())

    held = Counter(Membership.objects.values_list("organization__name", "role"))
    assert set(held.values()) == {2}
    assert {role for _name, role in held} == set(Membership.Role.values)
    bodies = Organization.objects.bodies().filter(consultations=None).values_list("name", flat=True)
    assert {(name, "secretary") for name in bodies} <= set(held)
    administrator = Person.objects.get(username="admin")
    assert administrator.is_superuser
    assert not administrator.memberships.exists()
    assert not [person for person in Person.objects.all() if person.has_usable_password()]


def test_password_is_given_on_request():
    found_city(today=localdate(), password="nur-für-heute")

    assert all(person.check_password("nur-für-heute") for person in Person.objects.all())


def test_everything_was_done_by_the_right_people_through_the_engine():
    """On New Year's Day, when last year's money and this year's meet."""
    today = dt.date(2027, 1, 1)

    build(today=today)

    assert statuses() == SPREAD
    assert at_the_treasury(today) == TREASURY
    administrator = Person.objects.get(username="admin")
    for measure in Process.objects.all():
        seal, entries = "", list(measure.journal.all())
        for entry in entries:
            assert entry.digest == entry.content_digest()
            assert entry.seal == entry.seal_after(seal)
            assert entry.actor not in (None, administrator)
            seal = entry.seal
        assert (measure.seal, measure.status) == (seal, entries[-1].target)
        assert [entry.number for entry in entries] == list(range(1, measure.version + 1))
        days = [localdate(entry.at) for entry in entries]
        assert today - dt.timedelta(days=366) < days[0] <= days[-1] < today
        open_tasks = Task.objects.open().filter(process=measure)
        assert {task.key for task in open_tasks} == {task.key for task in wanted(measure)}
        assert measure.is_final or open_tasks
    journal = JournalEntry.objects.order_by("pk").values_list("at", flat=True)
    assert list(journal) == sorted(journal)


def test_stories_show_what_can_happen():
    today = dt.date(2026, 7, 15)

    build(today=today)

    assert statuses() == SPREAD
    assert at_the_treasury(today) == TREASURY
    assert Measure.objects.filter(public=False).count() == 2
    assert Measure.objects.values("title").distinct().count() == len(TOLD) == 24
    assert all(len(text.description) > 90 for text, _began, _tell in TOLD)
    assert CoSignature.objects.filter(answer="object", overruled_at__isnull=False).count() == 1
    assert CoSignature.objects.filter(answer="object", over_cover=True, overruled_at=None).exists()
    outcomes = set(Consultation.objects.values_list("outcome", flat=True))
    assert outcomes >= {
        *("approved", "recommended", "recommended_with_changes", "rejected", "noted", "no_vote"),
        *("adjourned", "drawn_into_groups", "returned_to_lead"),
    }
    objects = set(Consultation.objects.exclude(object="").values_list("object", flat=True))
    assert objects == {"execution", "in_principle", "termination"}
    assert set(SecondLook.objects.values_list("step", "confirmed")) == {
        ("urgent", True),
        ("take_over", True),
    }
    assert set(ProgressReport.objects.values_list("light", flat=True)) == {"green", "yellow", "red"}
    assert set(FundingSource.objects.values_list("state", flat=True)) >= {
        *("planned", "applied", "secured", "drawn", "accounted", "refused"),
    }
    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert actions >= {
        *("send_back", "overrule", "replace", "withdraw_from_bodies", "abort", "start_early"),
        *("approve_in_budget", "reopen_for_decision", "inform", "take_over", "urgent", "record"),
        *("give_orders", "settle_order", "edit_indicators", "ask_report"),
    }
    paused = Measure.objects.get(status=Status.PAUSED)
    assert paused.in_force
    assert paused.paper.version == 1
    assert (Document.objects.count(), Comment.objects.count()) == (5, 6)
    assert not Comment.objects.filter(written_at__date__gte=today).exists()
    assert Outbox.objects.count() > 150


def test_no_story_reaches_into_the_future():
    city = found_city(today=localdate())
    text, _began, _tell = TOLD[0]
    walk = Walk(city, text, number=1, began=5)

    with pytest.raises(ValueError, match="day 5 is not over yet"):
        walk.on(5)
    assert walk.on(4).moment < now()
