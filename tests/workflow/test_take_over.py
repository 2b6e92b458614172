"""Running cases come in through the engine by two people, line by line, once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import ActionPlan, Measure, Organization
from core.steps import Status
from tests.factories import City, city, open_keys, rebuilt_keys
from workflow.running_cases import LARGEST, STATES, UnreadableTable, read

pytestmark = pytest.mark.django_db
HEAD = (
    "titel;federfuehrung;handlungsfeld;oberziele;zustand;gremium;beschluss;beschlossen_am;nachweis"
)
WORK = "Städtepartnerschaft;23;1;1;In Umsetzung;;DS 0815/2021;01.07.2021;Niederschrift Rat"
MONEY = "Sprachpaten;23;;;finanzierung offen;;DS 0816/2021;2021-07-02;Niederschrift Rat"
BODY = "Europatag;23;1;;In Beratung;Ratsversammlung;DS 0817/2021;;Tagesordnung"


@pytest.fixture
def hall() -> City:
    return city()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "faelle.csv"


class Run:
    """The command as a clerk runs it, with what it said on both ways."""

    def __init__(self, hall: City, table: Path) -> None:
        self.hall, self.table = hall, table
        self.actor, self.second = hall.of(hall.office), hall.of(hall.office, 1)

    def __call__(self, *lines: str, **options: str | bool) -> tuple[list[str], list[str]]:
        self.table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        out, err = StringIO(), StringIO()
        people = {"actor": self.actor.username, "second": self.second.username}
        try:
            call_command("take_over", self.table, **people | options, stdout=out, stderr=err)
        except CommandError as refused:
            err.write(f"{refused.returncode}: {refused}\n")
        return out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture
def run(hall: City, table: Path) -> Run:
    return Run(hall, table)


def test_three_cases_arrive_where_they_stand(run: Run, hall: City) -> None:
    said, refused = run(HEAD, WORK, MONEY, BODY)

    measures = list(Measure.objects.order_by("reference"))
    assert refused == []
    assert said == [
        f"Zeile {line}: {m.title} ist übernommen ({m.reference})."
        for line, m in enumerate(measures, start=2)
    ]
    assert [measure.status for measure in measures] == ["implementing", "funded", "consulting"]
    assert [measure.in_force for measure in measures] == [True, False, False]
    assert [str(measure.decided_on) for measure in measures] == ["2021-07-01", "2021-07-02", "None"]
    assert [s.organization for s in measures[2].open_stations] == [hall.council]
    for measure in measures:
        assert open_keys(measure) == rebuilt_keys(measure) != set()


def test_two_people_stand_in_the_journal(run: Run) -> None:
    run(HEAD, WORK)

    measure = Measure.objects.get()
    entries = list(measure.journal.all())
    assert [entry.action for entry in entries] == ["create", "take_over", "look_again"]
    assert [entry.actor for entry in entries] == [run.actor, run.actor, run.second]
    assert entries[1].reason == "Der Fall läuft schon und wird hier weitergeführt."
    assert (measure.decision_reference, measure.field) == ("DS 0815/2021", run.hall.field)
    assert list(measure.goals.all()) == [run.hall.goal]


def test_the_second_run_changes_nothing(run: Run) -> None:
    run(HEAD, WORK)
    reference = Measure.objects.get().reference

    said, refused = run(HEAD, WORK)

    assert said == [f"Zeile 2: Städtepartnerschaft ist schon da ({reference})."]
    assert refused == []
    assert Measure.objects.count() == 1


def test_a_dry_run_goes_the_whole_way_and_leaves_nothing(run: Run) -> None:
    said, refused = run(HEAD, WORK, dry_run=True)

    assert said == ["Zeile 2: Städtepartnerschaft würde übernommen."]
    assert refused == []
    assert Measure.objects.count() == 0
    run(HEAD, WORK)
    assert Measure.objects.get().reference.endswith("-001")


def test_a_refused_line_leaves_the_others_in_peace(run: Run) -> None:
    said, refused = run(
        HEAD, ";99;7;2 1;Entwurf;;;morgen;", MONEY, BODY.replace("Ratsversammlung", "Novum")
    )

    assert [measure.title for measure in Measure.objects.all()] == ["Sprachpaten"]
    assert len(said) == 1
    assert refused == [
        "Zeile 2: titel: Dieses Feld ist zwingend erforderlich.",
        "Zeile 2: federfuehrung: „99“ ist nicht bekannt oder nicht eindeutig.",
        "Zeile 2: zustand: Möglich sind: In Beratung, Finanzierung offen, In Umsetzung.",
        "Zeile 2: beschluss: Dieses Feld ist zwingend erforderlich.",
        "Zeile 2: beschlossen_am: Bitte ein gültiges Datum eingeben.",
        "Zeile 2: nachweis: Dieses Feld ist zwingend erforderlich.",
        "Zeile 2: handlungsfeld: Dieses Handlungsfeld hat das Konzept nicht.",
        "Zeile 2: oberziele: Eines dieser Oberziele hat das Konzept nicht.",
        "Zeile 4: gremium: „Novum“ ist nicht bekannt oder nicht eindeutig.",
        "Zeile 4: gremium: In Beratung gehört das beschließende Gremium dazu.",
        "1: 2 von 3 Zeilen sind nicht übernommen.",
    ]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("beschlossen_am", "2999-01-01", "Der Tag liegt in der Zukunft."),
        ("oeffentlich", "vielleicht", "Möglich sind: ja, nein."),
        ("ende", "01.01.2020", "Das geplante Ende liegt vor dem geplanten Beginn."),
        ("titel", "x" * 301, "Bitte sicherstellen, dass der Wert aus höchstens 300 Zeichen"),
    ],
)
def test_odd_values_are_refused(run: Run, column: str, value: str, sentence: str) -> None:
    cells = {
        "titel": "Europatag",
        "federfuehrung": "23",
        "zustand": "In Umsetzung",
        "beschluss": "DS 1",
        "nachweis": "Protokoll",
        "beginn": "01.01.2021",
        column: value,
    }
    _said, refused = run(",".join(cells), ",".join(cells.values()))

    assert refused[0].startswith(f"Zeile 2: {column}: {sentence}")
    assert Measure.objects.count() == 0


def test_an_internal_case_stays_internal(run: Run) -> None:
    run(f"{HEAD};oeffentlich;verantwortlich;grund", f"{WORK};Nein;Jana Wolff;Aus Excel")

    measure = Measure.objects.get()
    assert (measure.public, measure.responsible) == (False, "Jana Wolff")
    assert measure.journal.all()[1].reason == "Aus Excel"


def test_a_second_plan_must_be_named(run: Run, hall: City) -> None:
    ActionPlan.objects.create(title="Anderes", office=hall.office, treasury=hall.treasury)

    _said, refused = run(HEAD, WORK)
    run(f"{HEAD};handlungskonzept", f"{WORK};{hall.plan.title}")

    assert refused[0] == "Zeile 2: handlungskonzept: Bitte das Handlungskonzept angeben."
    assert Measure.objects.get().plan == hall.plan


def test_an_ambiguous_code_is_refused(run: Run) -> None:
    Organization.objects.create(code="23", name="Alter Fachbereich", kind="department")

    assert run(HEAD, WORK)[1][0] == (
        "Zeile 2: federfuehrung: „23“ ist nicht bekannt oder nicht eindeutig."
    )


def test_the_engine_has_the_last_word(run: Run, hall: City) -> None:
    run.second = hall.of(hall.culture)

    _said, refused = run(HEAD, WORK)

    assert refused == [
        "Zeile 2: Diese Maßnahme gibt es nicht.",
        "1: 1 von 1 Zeilen sind nicht übernommen.",
    ]
    assert Measure.objects.count() == 0


def test_a_line_with_too_many_cells_is_refused(run: Run) -> None:
    assert run(HEAD, f"{WORK};zu;viel")[1][0] == "Zeile 2: Die Zeile hat mehr Spalten als der Kopf."


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ({"actor": "niemand"}, "2: Eine Person mit dem Namen „niemand“ gibt es nicht."),
        ({"second": "same"}, "2: Es braucht zwei verschiedene Personen."),
    ],
)
def test_the_two_people_must_exist_and_differ(
    run: Run, people: dict[str, str], sentence: str
) -> None:
    known = {name: run.actor.username if who == "same" else who for name, who in people.items()}

    assert run(HEAD, WORK, **known)[1] == [sentence]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Es fehlen die Spalten: titel, federfuehrung, zustand, beschluss, nachweis."),
        (b"\x89PNG\xff\xfe", "Die Datei ist keine Tabelle in UTF-8."),
        (b"titel;federfuehrung;zustand;beschluss;nachweis;preis", "Unbekannte Spalten: preis."),
        (
            b'titel;federfuehrung;zustand;beschluss;nachweis\n"a";"b"c\n',
            "Zeile 2 ist keine Tabellenzeile.",
        ),
        (b"x" * (LARGEST + 1), "Die Datei ist größer als 5 MB."),
    ],
    ids=["empty", "binary", "column", "quotes", "huge"],
)
def test_an_unusable_file_is_one_sentence(table: Path, content: bytes, sentence: str) -> None:
    table.write_bytes(content)

    with pytest.raises(UnreadableTable) as refused:
        read(table)
    assert str(refused.value) == sentence


def test_a_missing_file_is_one_sentence(run: Run) -> None:
    with pytest.raises(CommandError, match=r"Die Datei ist nicht zu öffnen\.") as refused:
        call_command("take_over", "fehlt.csv", actor=run.actor.username, second=run.second.username)
    assert refused.value.returncode == 2


def test_a_mark_at_the_start_and_commas_are_understood(table: Path) -> None:
    table.write_bytes(
        '\ufeffTitel,Federfuehrung,Zustand,Beschluss,Nachweis\n"A, B",23,x,y,z\n'.encode()
    )

    assert read(table) == [
        (
            2,
            {
                "titel": "A, B",
                "federfuehrung": "23",
                "zustand": "x",
                "beschluss": "y",
                "nachweis": "z",
            },
        )
    ]


def test_all_states_a_case_can_arrive_in_are_understood() -> None:
    assert set(STATES.values()) == {Status.CONSULTING, Status.FUNDING, Status.IMPLEMENTING}
