"""`manage.py routing explain`: the rules, the route and what stands against it."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import RoutingRule
from tests.factories import SINCE, City, Walk, city, costs

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def walk(hall: City) -> Walk:
    walk = Walk(hall, cost_lines=costs(50000), title="Portal").ready(hall.treasury)
    return walk.routed()


def explain(walk: Walk, *args: str) -> str:
    out = StringIO()
    call_command("routing", "explain", walk.measure.reference, *args, stdout=out)
    return out.getvalue()


def test_a_lawful_route_is_explained(hall, walk) -> None:
    RoutingRule.objects.create(
        organization=hall.second_committee,
        role="advice",
        condition="amount",
        amount_from=Decimal(10),
        amount_below=Decimal(20),
        reason="Ordnung",
        valid_from=SINCE,
    )
    RoutingRule.objects.create(
        organization=hall.committee,
        role="advice",
        condition="field",
        field=hall.field,
        reason="Ordnung",
        valid_from=SINCE,
    )

    said = explain(walk)

    assert said.replace("\N{NO-BREAK SPACE}", " ").split("\n") == [
        f"{walk.measure.reference} Portal",
        "",
        "Regeln:",
        "  Ratsversammlung: Entscheidung, ab 20.000,00 € (§ 58 NKomVG)",
        "  Internationaler Ausschuss: Vorberatung, Handlungsfeld 1 – Partnerschaften (Ordnung)",
        ("  gilt hier nicht: Kulturausschuss: Vorberatung, ab 10,00 € unter 20,00 € (Ordnung)"),
        "",
        "Beratungsfolge:",
        "  1. Internationaler Ausschuss (Vorberatung)",
        "  2. Verwaltungsausschuss (Vorberatung)",
        "  3. Ratsversammlung (Entscheidung)",
        "",
        "Prüfung der Beratungsfolge:",
        "  Gegen diese Beratungsfolge spricht nichts.",
        "",
    ]


def test_an_unlawful_route_ends_with_one(hall, walk) -> None:
    RoutingRule.objects.create(
        organization=hall.district, role="hearing", reason="§ 94", valid_from=SINCE
    )
    out = StringIO()

    with pytest.raises(CommandError, match="so nicht zulässig") as refusal:
        call_command("routing", "explain", walk.measure.reference, stdout=out)

    assert refusal.value.returncode == 1
    assert "Fehler: In der Beratungsfolge fehlt: Stadtbezirksrat Mitte" in out.getvalue()


def test_a_program_gets_the_same_as_json(hall, walk) -> None:
    found = json.loads(explain(walk, "--json"))

    assert found["violations"] == []
    assert [(each["organization"], each["applies"]) for each in found["rules"]] == [
        ("Ratsversammlung", True)
    ]
    assert [each["order"] for each in found["stations"]] == [1, 2, 3]


def test_json_tells_violations_as_well(hall, walk) -> None:
    RoutingRule.objects.create(
        organization=hall.notified, role="copy", reason="Ordnung", valid_from=SINCE
    )
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("routing", "explain", walk.measure.reference, "--json", stdout=out)

    [found] = json.loads(out.getvalue())["violations"]
    assert found["severity"] == "error"


def test_on_another_day_other_rules_apply(walk) -> None:
    assert "§ 58" not in explain(walk, "--on", "2019-12-31")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["M-1999-001"], "Eine Maßnahme mit der Nummer „M-1999-001“ gibt es nicht."),
        (["M-1", "--on", "morgen"], "„morgen“ ist kein Tag: Bitte als JJJJ-MM-TT angeben."),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(args: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("routing", "explain", *args)

    assert (str(refusal.value), refusal.value.returncode) == (sentence, 2)
