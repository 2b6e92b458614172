"""The page of a paper: its versions, its annexes, its links, and what of it nobody else reads."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from core.decision_text import decided_text
from core.models import Annex, Meeting, Organization, Paper, PaperLink, Person
from core.paper_number import REFERENCE, matter, normal, reprint
from tests.factories import City, city

Counts = Callable[..., Any]


@pytest.fixture
def hall(db: None) -> City:
    return city()


def paper(reference: str, **values: Any) -> Paper:
    row = {"kind": "resolution", "title": f"Vorlage {reference}", "dated": localdate()} | values
    return Paper.objects.create(reference=reference, **row)


def page(client: Client, person: Person, row: Paper) -> str:
    client.force_login(person)
    answer = client.get(reverse("paper", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


# ---- the number ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "named", "version"),
    [
        ("735/1997", "735/1997", 0),
        ("0383/2019", "0383/2019", 0),
        ("15-2931/2018 F1", "15-2931/2018", 0),
        ("H-0007/2024", "H-0007/2024", 0),
        ("0822/2026 N12", "0822/2026", 12),
        ("0822/2026 N1 E2", "0822/2026", 1),
    ],
)
def test_a_number_names_its_matter_and_its_reprint(
    reference: str, named: str, version: int
) -> None:
    assert (matter(reference), reprint(reference)) == (named, version)
    assert normal(reference.replace(" ", "")) == reference
    assert re.fullmatch(REFERENCE, reference)


# ---- versions --------------------------------------------------------------------------------


def test_versions_and_supplements_stand_with_their_reasons(client: Client, hall: City) -> None:
    first = paper("0822/2026", motion="Der Rat beschließt drei Partnerschaften.")
    second = paper(
        "0822/2026 N1",
        version=1,
        replaces=first,
        motion="Der Rat beschließt fünf Partnerschaften.",
        reprint_reason="Zwei Städte sind hinzugekommen.",
    )
    more = paper("0822/2026 E1", supplements=second, sections={"Begründung": "Neue Zahlen."})
    other = paper("0822/2025", title="Anderes Jahr")

    shown = page(client, hall.of(hall.lead), second)

    for said in ("erste Fassung", "1. Neufassung", "Zwei Städte sind", "Neue Zahlen.", "0822/2026"):
        assert said in shown
    assert '<span class="kern-sr-only">[gestrichen: </span>drei<' in shown.replace("\n", "")
    assert reverse("paper", args=[more.pk]) in shown
    assert reverse("paper", args=[other.pk]) not in shown
    assert "Diese Fassung ist ersetzt" not in shown


def test_a_question_about_a_paper_is_no_version_of_it(client: Client, hall: City) -> None:
    paper("0822/2026")
    question = paper("0822/2026 F1", kind="inquiry")
    paper("0822/2026 N1", version=1)

    shown = page(client, hall.of(hall.lead), question)

    assert "Diese Fassung ist ersetzt" not in shown
    assert shown.count("erste Fassung") == 1


def test_a_replaced_version_names_the_one_in_force(client: Client, hall: City) -> None:
    first = paper("0822/2026")
    second = paper("0822/2026 N1", version=1, replaces=first)
    more = paper("0822/2026 E1", version=1, supplements=second)

    shown = page(client, hall.of(hall.lead), first)

    assert "In Kraft ist die Neufassung 0822/2026 N1." in shown
    assert reverse("paper", args=[second.pk]) in shown
    assert "Diese Fassung ist ersetzt" not in page(client, hall.of(hall.lead), more)
    assert "ergänzt" in page(client, hall.of(hall.lead), more)


# ---- stations --------------------------------------------------------------------------------


def test_a_station_without_a_date_is_in_the_future(client: Client, hall: City) -> None:
    row = paper("0383/2019")
    row.consultations.create(organization=hall.committee, role="advice", opened_at=now())

    assert "Zukünftig" in page(client, hall.of(hall.lead), row)


def test_a_station_leads_to_its_sitting(client: Client, hall: City) -> None:
    row = paper("0383/2019")
    sitting = Meeting.objects.create(organization=hall.committee, day=localdate())
    row.consultations.create(
        organization=hall.committee, role="advice", meeting=sitting, meeting_on=sitting.day
    )

    shown = page(client, hall.of(hall.lead), row)

    assert reverse("meeting", args=[sitting.pk]) in shown
    assert "Zukünftig" not in shown


def test_an_old_paper_keeps_the_old_name_of_its_body(client: Client, hall: City) -> None:
    old = Organization.objects.create(
        name="Ausschuss für Europa", kind="committee", valid_to=dt.date(2020, 6, 30)
    )
    row = paper("0383/2019")
    row.consultations.create(organization=hall.committee, asked_as=old, role="advice")

    shown = page(client, hall.of(hall.lead), row)

    assert "Ausschuss für Europa, heute: Internationaler Ausschuss" in shown


# ---- what is not public ----------------------------------------------------------------------


@pytest.fixture
def bundle(hall: City) -> Paper:
    """A paper that is not public and belongs to no measure, before the main committee."""
    row = paper("0815/2026", title="Grundstückskauf Kanarienvogel", public=False)
    row.consultations.create(organization=hall.main_committee, role="decision", opened_at=now())
    return row


@pytest.mark.parametrize(
    ("reader", "status"), [("main_committee", 200), ("office", 200), ("lead", 404), ("school", 404)]
)
def test_a_bundle_that_is_not_public_is_read_by_who_is_concerned(
    client: Client, hall: City, bundle: Paper, reader: str, status: int
) -> None:
    client.force_login(hall.of(getattr(hall, reader)))
    pages = [reverse(name, args=[bundle.pk]) for name in ("paper", "paper-pdf")]

    assert [client.get(each).status_code for each in pages] == [status, status]
    found = client.get(reverse("papers"), {"text": "Kanarienvogel"}).context["rows"]
    assert len(found) == (status == 200)
    body = client.get(reverse("organization", args=[hall.main_committee.pk])).content.decode()
    assert ("Kanarienvogel" in body) == (status == 200)


def test_a_version_that_is_not_public_leaks_no_number(client: Client, hall: City) -> None:
    first = paper("0822/2026")
    paper("0822/2026 N1", version=1, replaces=first, public=False, reprint_reason="Kanarienvogel")

    shown = page(client, hall.of(hall.lead), first)

    assert "N1" not in shown
    assert "Kanarienvogel" not in shown


# ---- annexes ---------------------------------------------------------------------------------


def annexed(row: Paper, by: Person, number: int, **values: Any) -> Annex:
    file = SimpleUploadedFile("plan.pdf", b"%PDF")
    known = {
        "title": f"Lageplan {number}",
        "filename": "plan.pdf",
        "media_type": "application/pdf",
        "size": 4,
        "digest": "0" * 64,
        "uploaded_at": now(),
    }
    return Annex.objects.create(
        paper=row, number=number, file=file, uploaded_by=by, **(known | values)
    )


@pytest.fixture
def kept_files(settings: Any) -> None:
    memory = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": memory}}


@pytest.mark.usefixtures("kept_files")
def test_annexes_are_listed_with_those_of_the_replaced_version(client: Client, hall: City) -> None:
    by = hall.of(hall.office)
    first = paper("0822/2026")
    second = paper("0822/2026 N1", version=1, replaces=first)
    old, new = annexed(first, by, 1), annexed(second, by, 2, version=2)

    shown = page(client, hall.of(hall.lead), second)

    assert reverse("annex", args=[old.pk]) in shown
    assert reverse("annex", args=[new.pk]) in shown
    assert reverse("annex", args=[new.pk]) not in page(client, hall.of(hall.lead), first)
    client.force_login(hall.of(hall.lead))
    answer = client.get(reverse("annex", args=[old.pk]))
    assert b"".join(answer) == b"%PDF"
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'


@pytest.mark.usefixtures("kept_files")
@pytest.mark.parametrize(
    ("reader", "status"), [("committee", 200), ("office", 200), ("lead", 404), ("school", 404)]
)
def test_an_annex_that_is_not_public_is_for_who_is_concerned(
    client: Client, hall: City, reader: str, status: int
) -> None:
    row = paper("0822/2026")
    row.consultations.create(organization=hall.committee, role="advice", opened_at=now())
    secret = annexed(row, hall.of(hall.office), 1, public=False, title="Angebote")
    person = hall.of(getattr(hall, reader))

    shown = page(client, person, row)

    assert ("Angebote" in shown) == (status == 200)
    assert client.get(reverse("annex", args=[secret.pk])).status_code == status
    assert client.get(reverse("annex", args=[0])).status_code == 404


@pytest.mark.usefixtures("kept_files")
def test_an_annex_whose_file_is_gone_is_not_found(client: Client, hall: City) -> None:
    row = annexed(paper("0822/2026"), hall.of(hall.office), 1)
    row.file.storage.delete(row.file.name)
    client.force_login(hall.of(hall.lead))

    assert client.get(reverse("annex", args=[row.pk])).status_code == 404


# ---- links -----------------------------------------------------------------------------------


def linked(client: Client, row: Paper, **data: str) -> Any:
    return client.post(reverse("paper-link", args=[row.pk]), data)


def test_the_office_links_papers_and_both_show_it(client: Client, hall: City) -> None:
    old, new = paper("0735/1997"), paper("0383/2019")
    client.force_login(hall.of(hall.office))

    answer = linked(client, new, reference=" 0735/1997 ", kind="predecessor")
    again = linked(client, new, reference="0735/1997", kind="predecessor")

    assert [answer.status_code, again.status_code] == [302, 302]
    link = PaperLink.objects.get()
    assert "Vorgängerin: <a" in page(client, hall.of(hall.lead), new).replace("\n", "")
    assert "Nachfolgerin: <a" in page(client, hall.of(hall.lead), old).replace("\n", "")
    assert "Verweis hinzufügen" not in page(client, hall.of(hall.lead), old)
    client.force_login(hall.of(hall.office))
    gone = client.post(reverse("paper-unlink", args=[old.pk, link.pk]))
    assert gone.status_code == 302
    assert not PaperLink.objects.exists()


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("9999/1999", "Diese Drucksache gibt es hier nicht."),
        ("0383/2019", "Eine Drucksache verweist nicht auf sich selbst."),
        ("", "zwingend erforderlich"),
        ("x" * 500, "höchstens 40"),
    ],
)
def test_a_link_to_nothing_is_refused_and_keeps_what_was_typed(
    client: Client, hall: City, reference: str, said: str
) -> None:
    row = paper("0383/2019")
    client.force_login(hall.of(hall.office))

    answer = linked(client, row, reference=reference, kind="related")

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert reference in answer.content.decode()


def test_others_link_nothing_and_see_no_hidden_paper(
    client: Client, hall: City, bundle: Paper
) -> None:
    row = paper("0383/2019")
    link = PaperLink.objects.create(paper=row, other=bundle, kind="related")
    client.force_login(hall.of(hall.lead))

    assert linked(client, row, reference="0383/2019", kind="related").status_code == 403
    unlink = reverse("paper-unlink", args=[row.pk, link.pk])
    assert client.post(unlink).status_code == 403
    assert client.get(unlink).status_code == 405
    assert linked(client, bundle, reference="0383/2019", kind="related").status_code == 404
    assert "0815/2026" not in page(client, hall.of(hall.lead), row)
    assert "0815/2026" in page(client, hall.of(hall.office), row)


@pytest.mark.parametrize("number", [1, 6])
def test_a_paper_with_versions_and_links_takes_constant_queries(
    client: Client, hall: City, number: int, django_assert_num_queries: Counts
) -> None:
    row = paper("0822/2026")
    for each in range(1, number + 1):
        paper(f"0822/2026 N{each}", version=each, replaces=row)
        PaperLink.objects.create(paper=row, other=paper(f"{each:04}/2020"), kind="related")
    client.force_login(hall.of(hall.lead))

    with django_assert_num_queries(15):
        client.get(reverse("paper", args=[row.pk]))


# ---- the decision against the proposal ---------------------------------------------------------

MOTION = "Der Rat beschließt, ein Portal in drei Sprachen einzurichten."


@pytest.mark.parametrize(
    ("change", "decided"),
    [
        ("", MOTION),
        ("Das Portal erscheint auch auf Polnisch.", None),
        (MOTION.replace("drei", "fünf"), MOTION.replace("drei", "fünf")),
    ],
)
def test_a_change_is_added_or_takes_the_place_of_the_motion(
    change: str, decided: str | None
) -> None:
    assert decided_text(f" {MOTION}\n", change) == (decided or f"{MOTION}\n\n{change}")
    assert decided_text("", change) == change
