"""A paper becomes bodies, plan, goals, fields and stations; the second import writes nothing."""

import datetime as dt
import io
import json
import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.management.commands.import_paper import Command
from core.models import (
    ActionPlan,
    Consultation,
    FieldOfAction,
    Goal,
    Measure,
    Organization,
    Paper,
)
from core.paper_import import import_paper, preview
from core.paper_text import UnreadablePaper, as_json, read_file, read_text
from tests.papers import REAL_PAPERS, RESOLUTION, SAMPLE, paper

pytestmark = pytest.mark.django_db

SEED = REAL_PAPERS / "informationsdrucksache-0383-2019.txt"
CONCEPTS = [path for path in (SAMPLE, SEED) if path.exists()]
PLAN_TEXT = "Handlungsfeld 1 - Partnerstädte\n\nHandlungsfeld 2 - Fördermittel"


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows an import can touch."""
    models = (
        Organization,
        ActionPlan,
        Goal,
        FieldOfAction,
        Paper,
        Consultation,
        Paper.copies.through,
    )
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def stations(reference: str) -> list[tuple[int, str, str]]:
    found = Consultation.objects.filter(paper__reference=reference).order_by("order", "pk")
    return [(station.order, station.organization.name, station.role) for station in found]


@pytest.mark.parametrize("path", CONCEPTS, ids=lambda path: path.stem)
def test_concept_is_written_completely(path):
    text = read_file(path)

    imported = import_paper(text)

    assert imported.changed
    plan, written = imported.plan, imported.paper
    assert (plan.office.code, plan.office.name, plan.office.kind) == (
        "15.2",
        "Büro für internationale Angelegenheiten",
        "office",
    )
    assert (plan.treasury.code, plan.treasury.name, plan.treasury.kind) == (
        "20",
        "Kämmerei",
        "treasury",
    )
    assert tuple(plan.goals.values_list("title", flat=True)) == text.goals
    assert tuple(plan.fields.values_list("title", flat=True)) == text.fields
    assert (written.kind, written.reference, written.title) == (
        "information",
        text.reference,
        text.title,
    )
    assert (written.annexes, written.unit, written.place) == (1, "15.2", "Hannover")
    assert (written.dated.isoformat(), written.sections) == (text.date, text.sections)
    treats = [body.name for body in text.bodies if body.role == "treats"]
    assert stations(text.reference) == [
        (order, name, "information") for order, name in enumerate(treats, start=1)
    ]
    copies = {body.name for body in text.bodies if body.role == "copy"}
    assert set(written.copies.values_list("name", flat=True)) == copies


def test_plan_is_called_by_the_name_in_quotation_marks():
    assert import_paper(read_file(SAMPLE)).plan.title == "Nachbarn in Europa und der Welt"
    assert import_paper(read_text(paper(text=PLAN_TEXT))).plan.title == "Ein Titel"


@pytest.mark.parametrize("path", CONCEPTS, ids=lambda path: path.stem)
def test_second_import_writes_nothing(path, django_assert_max_num_queries):
    import_paper(read_file(path))
    before = everything()

    with django_assert_max_num_queries(100) as asked:
        again = import_paper(read_file(path))

    assert not again.changed
    assert everything() == before
    assert not [query for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_preview_tells_and_writes_nothing():
    before = everything()

    assert preview(read_file(SAMPLE)).changed
    assert everything() == before
    import_paper(read_file(SAMPLE))
    assert not preview(read_file(SAMPLE)).changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nachbarn in Europa und der Welt", "Nachbarn überall"),
        ("Jugend, Kultur und Ehrenamt", "Jugend und Kultur"),
        ("Begegnung für alle", "Treffpunkte für alle"),
        ("Anzahl der Anlagen 1", "Anzahl der Anlagen 2"),
        ("In den Kulturausschuss", "In den Sportausschuss"),
        ("In den Kulturausschuss", "An den Kulturausschuss (zur Kenntnis)"),
        ("Hannover / 12.01.2026", "Hannover / 13.01.2026"),
        ("Die Stadt pflegt", "Unsere Stadt pflegt"),
    ],
)
def test_edited_text_under_the_same_number_changes_exactly_one_paper(old, new):
    import_paper(read_file(SAMPLE))
    edited = read_text(SAMPLE.read_text().replace(old, new))

    assert import_paper(edited).changed
    assert not import_paper(edited).changed
    assert (Paper.objects.count(), ActionPlan.objects.count()) == (1, 1)
    assert Goal.objects.count() == 3
    assert tuple(FieldOfAction.objects.values_list("title", flat=True)) == edited.fields
    treats = [body.name for body in edited.bodies if body.role == "treats"]
    assert [name for _order, name, _role in stations("0815/2026")] == treats


def test_goal_the_paper_no_longer_names_stays_while_a_measure_serves_it():
    plan = import_paper(read_text(paper(text=PLAN_TEXT))).plan
    measure = Measure.objects.create(
        reference="M-2026-001",
        title="X",
        plan=plan,
        lead=plan.office,
        office=plan.office,
        treasury=plan.treasury,
        field=plan.fields.get(number=2),
    )
    shorter = read_text(paper(text="Handlungsfeld 1 - Partnerstädte"))

    assert not import_paper(shorter).paper.sections["Anlass"].endswith("Fördermittel")
    assert plan.fields.count() == 2
    Measure.objects.filter(pk=measure.pk).update(field=None)
    assert import_paper(shorter).changed
    assert list(plan.fields.values_list("number", flat=True)) == [1]


def test_resolution_goes_through_the_bodies_by_rank():
    imported = import_paper(read_text(RESOLUTION))

    assert imported.plan is None
    assert imported.paper.motion.startswith("1. dem Bau zuzustimmen")
    assert imported.paper.reprint_reason == "Die Summe hat sich geändert."
    assert (imported.paper.version, imported.paper.replaces) == (1, None)
    assert stations("15-0822/2026 N1") == [
        (1, "Ausschuss für Liegenschaftsangelegenheiten", "advice"),
        (2, "Ratsversammlung", "decision"),
    ]
    copied = imported.paper.copies.get()
    assert (copied.name, copied.kind) == ("Stadtbezirksräte 01 - 13", "district_council")


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (
            ["Ratsversammlung", "Verwaltungsausschuss", "Kulturausschuss", "Stadtbezirksrat Nord"],
            [
                (1, "Stadtbezirksrat Nord", "hearing"),
                (2, "Kulturausschuss", "advice"),
                (3, "Verwaltungsausschuss", "advice"),
                (4, "Ratsversammlung", "decision"),
            ],
        ),
        (
            ["Verwaltungsausschuss", "Kulturausschuss", "Schulausschuss"],
            [
                (1, "Kulturausschuss", "advice"),
                (1, "Schulausschuss", "advice"),
                (2, "Verwaltungsausschuss", "decision"),
            ],
        ),
        (["Stadtbezirksrat Nord"], [(1, "Stadtbezirksrat Nord", "decision")]),
    ],
    ids=["council", "main committee", "district council alone"],
)
def test_stations_of_a_resolution(bodies, expected):
    head = "\n".join(f"In den {name}" for name in bodies)

    import_paper(read_text(paper(kind="Beschlussdrucksache", head=head)))

    assert stations("0001/2026") == expected


def test_kinds_follow_from_the_names():
    head = "In die Ratsversammlung\nIn den Verwaltungsausschuss\nIn den Stadtbezirksrat Nord"

    import_paper(read_text(paper(head=f"{head}\nIn den Sportausschuss")))

    kinds = dict(Organization.objects.values_list("name", "kind"))
    assert kinds == {
        "Ratsversammlung": "council",
        "Verwaltungsausschuss": "main_committee",
        "Stadtbezirksrat Nord": "district_council",
        "Sportausschuss": "committee",
    }


def test_paper_goes_to_the_committee_that_existed_on_its_day():
    abolished = Organization.objects.create(
        kind="committee", name="Kulturausschuss", valid_to=dt.date(2020, 7, 1)
    )
    text = paper(kind="Beschlussdrucksache", head="In den Kulturausschuss")

    import_paper(read_text(text.replace("2026", "2019")))
    import_paper(read_text(text))

    papers = Paper.objects.order_by("reference")
    of_then, of_today = [paper.consultations.get().organization for paper in papers]
    assert of_then == abolished
    assert of_today != abolished
    assert of_today.valid_to is None


def test_reprint_points_to_the_version_it_replaces():
    first, second, third = (
        import_paper(read_text(paper(number=f"Nr. 0001/2026{suffix}"))).paper
        for suffix in ("", " N1", " N2")
    )

    assert [p.version for p in (first, second, third)] == [0, 1, 2]
    assert (second.replaces, third.replaces) == (first, second)


def test_known_unit_and_treasury_are_used():
    unit = Organization.objects.create(kind="department", code="15.2", name="Internationales")
    treasury = Organization.objects.create(kind="treasury", code="20", name="Fachbereich Finanzen")

    plan = import_paper(read_file(SAMPLE)).plan

    assert (plan.office, plan.treasury) == (unit, treasury)


@pytest.mark.parametrize(
    ("signed", "code", "name"),
    [
        ("51.72", "51.72", "Organisationseinheit 51.72"),
        ("Dez. IV / 40.1", "40.1", "Organisationseinheit 40.1"),
        ("", "", "Organisationseinheit"),
    ],
)
def test_unknown_unit_becomes_an_office(signed, code, name):
    text = paper(text=PLAN_TEXT).replace("\n15.2\n", f"\n{signed}\n")

    office = import_paper(read_text(text)).plan.office

    assert (office.kind, office.code, office.name) == ("office", code, name)


def test_mistyped_date_leaves_the_paper_undated():
    imported = import_paper(read_text(paper().replace("02.01.2026", "32.01.2026")))

    assert imported.paper.dated is None


def test_paper_of_a_measure_is_left_alone():
    plan = import_paper(read_text(paper(text=PLAN_TEXT))).plan
    measure = Measure.objects.create(
        reference="M-2026-001",
        title="X",
        plan=plan,
        lead=plan.office,
        office=plan.office,
        treasury=plan.treasury,
    )
    Paper.objects.update(measure=measure)
    before = everything()

    with pytest.raises(UnreadablePaper) as refusal:
        import_paper(read_text(paper(title="Anders")))

    assert str(refusal.value) == (
        "Die Drucksache 0001/2026 gehört schon zur Maßnahme M-2026-001: Sie wird dort bearbeitet."
    )
    assert everything() == before


# ---- the command ---------------------------------------------------------------------------------


def called(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_paper", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("path", CONCEPTS, ids=lambda path: path.stem)
def test_json_is_the_reading_and_whether_anything_changed(path):
    first, second = (json.loads(called(str(path), "--json")) for _ in range(2))

    assert first == as_json(read_file(path), changed=True)
    assert second == as_json(read_file(path), changed=False)


def test_dry_run_says_what_it_would_do():
    before = everything()

    assert json.loads(called(str(SAMPLE), "--dry-run", "--json"))["changed"] is True
    assert called(str(SAMPLE), "--dry-run").endswith(
        "Probelauf: Es würde geschrieben, aber es wurde nichts geschrieben.\n"
    )
    assert everything() == before


def test_people_read_the_facts_and_the_lines_not_understood(tmp_path):
    file = tmp_path / "papier.txt"
    file.write_text(paper(head="Rätsel\nIn den Kulturausschuss", text=PLAN_TEXT))

    assert called(str(file)) == (
        "Informationsdrucksache 0001/2026: Ein Titel\n"
        "Einheit 15.2, Ort, 2026-01-02; Anlagen: 0\n"
        "  behandelt: Kulturausschuss\n"
        "  Abschnitt: Anlass\n"
        "  Handlungsfeld 1: Partnerstädte\n"
        "  Handlungsfeld 2: Fördermittel\n"
        "  nicht verstanden, Zeile 2: Rätsel\n"
        "Die Drucksache ist eingelesen.\n"
    )
    assert called(str(file)).endswith("Alles steht schon so da: Es wurde nichts geändert.\n")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    """The command as the shell starts it: exit code, stdout, stderr."""
    code = 0
    try:
        Command().run_from_argv(["manage.py", "import_paper", *arguments])
    except SystemExit as stopped:
        code = stopped.code
    out, err = capsys.readouterr()
    return code, out, err


# Started from the shell a command closes its connection at the end: no test's transaction survives.
from_the_shell = pytest.mark.django_db(transaction=True)
HELP = "die Hilfe zeigt: manage.py import_paper --help."


@from_the_shell
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["x.txt", "--loud"], f"Das Argument „--loud“ gibt es hier nicht; {HELP}"),
        (["x.txt", "y.txt"], f"Das Argument „y.txt“ gibt es hier nicht; {HELP}"),
        ([], f"Die Angaben sind unvollständig oder ungültig; {HELP}"),
        (
            ["/nowhere/x.txt"],
            "Die Datei „x.txt“ gibt es nicht: Bitte prüfen Sie den Pfad.",
        ),
    ],
)
def test_misuse_is_one_sentence_and_exit_two(capsys, arguments, sentence):
    assert run(capsys, *arguments) == (2, "", f"{sentence}\n")


@from_the_shell
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", "Nr. 0001/2026 Gr\xfc\xdfe".encode("latin-1"), b"%PDF-1.7", b"nur Text"],
    ids=["empty", "binary", "latin-1", "pdf", "no paper"],
)
def test_unreadable_input_is_one_sentence_and_nothing_written(capsys, tmp_path, content):
    file = tmp_path / "papier.txt"
    file.write_bytes(content)
    before = everything()

    code, out, err = run(capsys, str(file), "--json")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.endswith(".\n")
    assert everything() == before


@from_the_shell
def test_far_too_large_a_file_is_one_sentence(capsys, tmp_path):
    file = tmp_path / "riesig.txt"
    with file.open("wb") as opened:
        opened.truncate(50_000_000)

    assert run(capsys, str(file)) == (
        2,
        "",
        "Die Datei „riesig.txt“ ist mit 50,0 MB zu groß: Erlaubt sind höchstens 5 MB.\n",
    )


@from_the_shell
def test_trace_is_shown_only_on_request(tmp_path):
    with pytest.raises(CommandError):
        Command().run_from_argv(["manage.py", "import_paper", str(tmp_path), "--traceback"])
    with pytest.raises(CommandError):
        call_command("import_paper", str(tmp_path))


@from_the_shell
def test_readable_file_exits_quietly(capsys, tmp_path):
    shutil.copy(SAMPLE, tmp_path)

    code, out, err = run(capsys, str(tmp_path / SAMPLE.name))

    assert (code, err) == (0, "")
    assert out.startswith("Informationsdrucksache 0815/2026: Handlungskonzept")
