"""The pages of the nouns: who may open them, what they show, and what they never show."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Consultation, Measure, Organization, Paper
from core.views.organizations import validity
from core.views.papers import progress
from tests.factories import City, Walk, city

Counts = Callable[..., Any]
CANARY = "Kanarienvogel"
OPEN = ["login", "accessibility", "privacy", "imprint", "health"]
CLOSED = ["organizations", "papers", "paper_import", "notices", "outbox", "handbook"]


@pytest.fixture
def hall(db: None) -> City:
    return city()


@pytest.fixture
def hidden(hall: City) -> Measure:
    """A non-public measure on its way through the bodies."""
    walk = Walk(hall, public=False, title=f"{CANARY} im Rathaus")
    return walk.ready().released((hall.committee, "decision", 1)).fresh


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", OPEN)
def test_everybody_opens(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", CLOSED)
def test_nobody_opens_without_login(client: Client, db: None, name: str) -> None:
    address = reverse(name)

    assert client.get(address)["Location"] == f"{reverse('login')}?next={address}"


@pytest.mark.parametrize(
    ("organization", "refused"),
    [
        ("lead", {"paper_import", "outbox"}),
        ("office", set()),
        ("treasury", {"paper_import", "outbox"}),
        ("committee", {"paper_import", "outbox"}),
        ("network", {"paper_import", "outbox"}),
    ],
)
def test_roles_open(client: Client, hall: City, organization: str, refused: set[str]) -> None:
    client.force_login(hall.of(getattr(hall, organization)))

    answers = {name: client.get(reverse(name)).status_code for name in CLOSED}

    assert answers == {name: 403 if name in refused else 200 for name in CLOSED}


@pytest.mark.parametrize(
    ("contact", "shown"),
    [("", "trägt die Stelle ein"), ("Barrierefrei <b>\nRathaus", "Barrierefrei &lt;b&gt;<br>")],
)
def test_contact_is_the_installations_to_say(
    client: Client, db: None, settings: Any, contact: str, shown: str
) -> None:
    settings.LAUFZETTEL_CONTACT = contact

    for name in ("accessibility", "privacy", "imprint"):
        assert shown in read(client, reverse(name))


# ---- organizations ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"text": "kultur"}, ["Fachbereich", "Ausschuss"]),
        ({"text": "15."}, ["Büro"]),
        ({"kind": "council"}, ["Rat"]),
        ({"text": "Altes"}, []),
        ({"text": "Altes", "former": "on"}, ["Büro"]),
    ],
)
def test_organizations_are_found(
    client: Client, hall: City, query: dict[str, str], kinds: list[str]
) -> None:
    Organization.objects.create(name="Altes Büro", kind="office", valid_to="2020-12-31")
    client.force_login(hall.of(hall.lead))

    groups = client.get(reverse("organizations"), query).context["groups"]

    assert [group["kind"] for group in groups] == kinds


def test_organizations_of_an_unknown_kind_are_all_of_today(client: Client, hall: City) -> None:
    client.force_login(hall.of(hall.lead))

    assert client.get(reverse("organizations"), {"kind": "guild"}).context["number"] == 12


@pytest.mark.parametrize("more", [1, 50])
def test_organizations_take_constant_queries(
    client: Client, hall: City, more: int, django_assert_num_queries: Counts
) -> None:
    Organization.objects.bulk_create(
        Organization(name=f"Fachbereich {number}", kind="department", successor=hall.lead)
        for number in range(more)
    )
    client.force_login(hall.of(hall.lead))

    with django_assert_num_queries(8):
        client.get(reverse("organizations"))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "unbefristet"),
        ({"valid_from": "2020-01-01"}, "seit 01.01.2020"),
        ({"valid_from": "2020-01-01", "valid_to": "2025-12-31"}, "seit 01.01.2020, bis 31.12.2025"),
    ],
)
def test_validity_is_said(db: None, values: dict[str, str], said: str) -> None:
    made = Organization.objects.create(name="Amt", kind="office", **values)
    made.refresh_from_db()

    assert validity(made) == said


def test_validity_names_the_successor(hall: City) -> None:
    made = Organization(name="Amt", kind="office", successor=hall.lead)

    assert validity(made) == "unbefristet (Nachfolge: 23 Fachbereich Wirtschaft)"


def test_organization_shows_its_units_people_and_validity(client: Client, hall: City) -> None:
    unit = Organization.objects.create(name="Messen", kind="office", parent=hall.lead)
    client.force_login(hall.of(hall.culture))

    page = read(client, reverse("organization", args=[hall.lead.pk]))

    assert "Messen" in page
    assert "Anna Ahlers" in page
    assert "Leitung" in page
    assert "Gehört zu" in read(client, reverse("organization", args=[unit.pk]))


def test_organization_shows_measures_and_papers_to_who_sees_them(
    client: Client, hall: City, hidden: Measure
) -> None:
    client.force_login(hall.of(hall.office))

    assert CANARY in read(client, reverse("organization", args=[hall.lead.pk]))
    body = read(client, reverse("organization", args=[hall.committee.pk]))
    assert CANARY in body
    assert "Werktage vor der Sitzung" in body


def test_organization_that_is_absent_is_not_found(client: Client, hall: City) -> None:
    client.force_login(hall.of(hall.lead))

    assert client.get(reverse("organization", args=[0])).status_code == 404


# ---- papers ----------------------------------------------------------------------------------


def test_hidden_measure_leaks_nowhere(client: Client, hall: City, hidden: Measure) -> None:
    """Who neither leads, coordinates nor treats it reads nothing of it on any page."""
    client.force_login(hall.of(hall.culture))
    paper = hidden.papers.get()
    pages = [
        reverse("papers"),
        *(reverse("organization", args=[each.pk]) for each in Organization.objects.all()),
    ]

    for page in pages:
        text = read(client, page)
        assert (page, CANARY in text, hidden.reference in text) == (page, False, False)
        assert (page, paper.reference in text) == (page, False)
    assert client.get(reverse("papers"), {"text": CANARY}).context["rows"] == []
    assert client.get(reverse("paper", args=[paper.pk])).status_code == 404
    assert client.get(reverse("paper", args=[0])).status_code == 404


def test_paper_of_a_measure_is_read_by_who_sees_it(
    client: Client, hall: City, hidden: Measure
) -> None:
    client.force_login(hall.of(hall.committee))
    paper = hidden.papers.get()

    page = read(client, reverse("paper", args=[paper.pk]))

    assert CANARY in page
    assert reverse("measure", args=[hidden.reference]) in page
    assert "Internationaler Ausschuss" in page
    assert paper.motion in page


def test_result_is_shown_once_published(client: Client, hall: City, hidden: Measure) -> None:
    client.force_login(hall.of(hall.committee))
    station = Consultation.objects.get(measure=hidden)
    Consultation.objects.update(outcome="rejected")
    address = reverse("paper", args=[station.paper_id])
    assert "abgelehnt" not in read(client, address)

    Consultation.objects.update(published_at=timezone.now())

    assert "abgelehnt" in read(client, address)


def test_paper_of_a_plan_is_for_everybody(client: Client, hall: City) -> None:
    first = Paper.objects.create(kind="information", reference="0001/2020", title="Erste Fassung")
    paper = Paper.objects.create(
        kind="information",
        reference="0001/2020 N1",
        title="Handlungskonzept",
        plan=hall.plan,
        replaces=first,
        place="Hannover",
        sections={"Anlass": "Die Welt rückt zusammen."},
    )
    paper.copies.add(hall.notified)
    client.force_login(hall.of(hall.school))

    page = read(client, reverse("paper", args=[paper.pk]))

    for said in ("Die Welt rückt", "Anlass", "Gleichstellungsausschuss", hall.plan.title):
        assert said in page
    assert reverse("paper", args=[first.pk]) in page
    assert "Beratungsfolge" not in page


@pytest.mark.parametrize(
    ("text", "found"), [("0001", 1), ("konzept", 1), ("Haushalt", 0), ("", 1), ("x" * 101, 1)]
)
def test_papers_are_found(client: Client, hall: City, text: str, found: int) -> None:
    Paper.objects.create(kind="information", reference="0001/2020", title="Handlungskonzept")
    client.force_login(hall.of(hall.office))

    answer = client.get(reverse("papers"), {"text": text})

    assert len(answer.context["rows"]) == found
    assert reverse("paper_import") in answer.content.decode()


@pytest.mark.parametrize("number", [1, 50])
def test_papers_take_constant_queries(
    client: Client, hall: City, number: int, django_assert_num_queries: Counts
) -> None:
    Paper.objects.bulk_create(
        Paper(kind="information", reference=f"{each:04}/2020", title="Bericht")
        for each in range(number)
    )
    client.force_login(hall.of(hall.lead))

    with django_assert_num_queries(9):
        client.get(reverse("papers"))


@pytest.mark.parametrize("number", [1, 3])
def test_paper_takes_constant_queries(
    client: Client, hall: City, number: int, django_assert_num_queries: Counts
) -> None:
    paper = Paper.objects.create(kind="information", reference="0001/2020", title="Bericht")
    bodies = [hall.committee, hall.second_committee, hall.council][:number]
    for body in bodies:
        paper.consultations.create(organization=body, role="information")
    paper.copies.set(bodies)
    client.force_login(hall.of(hall.lead))

    with django_assert_num_queries(14):
        client.get(reverse("paper", args=[paper.pk]))


@pytest.mark.parametrize("number", [1, 3])
def test_organization_takes_constant_queries(
    client: Client, hall: City, number: int, django_assert_num_queries: Counts
) -> None:
    for each in range(number):
        Walk(hall, title=f"Maßnahme {each}")
        paper = Paper.objects.create(kind="information", reference=f"{each}/2020", title="Bericht")
        paper.consultations.create(organization=hall.lead, role="information")
        Organization.objects.create(name=f"Einheit {each}", kind="office", parent=hall.lead)
    client.force_login(hall.of(hall.lead))

    with django_assert_num_queries(13):
        client.get(reverse("organization", args=[hall.lead.pk]))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "open"),
        ({"opened_at": timezone.now()}, "current"),
        ({"opened_at": timezone.now(), "closed_at": timezone.now()}, "done"),
        ({"published_at": timezone.now()}, "done"),
        ({"dropped": True}, "skipped"),
    ],
)
def test_progress_of_a_station(values: dict[str, Any], shown: str) -> None:
    assert progress(Consultation(**values)) == shown
