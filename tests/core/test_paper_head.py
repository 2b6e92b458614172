"""The head of a paper: kind, number, bodies, title, and what stands around it."""

import pytest

from core.paper_text import BodyLine, PaperKind, PaperText, UnreadLine, read_text
from tests.papers import MOTION, paper


def test_motion_takes_number_and_title_from_the_export_around_it():
    assert read_text(MOTION) == PaperText(
        kind=PaperKind.MOTION,
        reference="1234/2019",
        title="Antrag der Gruppe Parkbank zu mehr Bäumen",
        annexes=0,
        bodies=(BodyLine(name="Ausschuss für Umweltschutz und Grünflächen", role="treats"),),
        sections={
            "Antrag": "zu beschließen: Es werden Bäume gepflanzt.",
            "Begründung": "Es fehlt an Schatten.",
        },
        goals=(),
        fields=(),
        unit="",
        place="Hannover",
        date="2019-03-12",
        unread=(),
    )


def test_export_remark_is_not_required():
    start, end = MOTION.index("Bitte beachten"), MOTION.rindex("\nAntrag der")

    assert read_text(MOTION[:start] + MOTION[end:]).sections == read_text(MOTION).sections


@pytest.mark.parametrize(
    ("printed", "kind", "label"),
    [
        ("Informationsdrucksache", PaperKind.INFORMATION, "Informationsdrucksache"),
        ("INFORMATIONSDRUCKSACHE", PaperKind.INFORMATION, "Informationsdrucksache"),
        ("Informations-\n\ndrucksache", PaperKind.INFORMATION, "Informationsdrucksache"),
        ("Beschlussdrucksache b", PaperKind.RESOLUTION, "Beschlussdrucksache"),
        ("Antrag", PaperKind.MOTION, "Antrag"),
        ("Änderungsantrag", PaperKind.AMENDMENT, "Änderungsantrag"),
        ("Anfrage", PaperKind.INQUIRY, "Anfrage"),
    ],
)
def test_kind_is_read_as_printed(printed, kind, label):
    found = read_text(paper(kind=printed))

    assert (found.kind, found.kind_label, found.unread) == (kind, label, ())


def test_kind_with_an_author_lists_the_line_as_unread():
    found = read_text(paper(kind="Antrag der Gruppe Parkbank"))

    assert found.kind is PaperKind.MOTION
    assert found.unread == (UnreadLine(line=1, text="Antrag der Gruppe Parkbank"),)


@pytest.mark.parametrize(
    ("printed", "reference"),
    [
        ("Nr. 0383/2019", "0383/2019"),
        ("Nr.0383/2019", "0383/2019"),
        ("Drucksache Nr. 735/1997", "735/1997"),
        ("Nr. H-0012/2021", "H-0012/2021"),
        ("Nr. 15-2931/2018 F1", "15-2931/2018 F1"),
        ("Nr. 0822/2026N1 E2", "0822/2026 N1 E2"),
    ],
)
def test_reference_is_written_one_way(printed, reference):
    assert read_text(paper(number=printed)).reference == reference


@pytest.mark.parametrize(
    ("printed", "bodies"),
    [
        ("In den Rat", [("Rat", "treats")]),
        ("In die Ratsversammlung\nAn den Rat", [("Ratsversammlung", "treats"), ("Rat", "copy")]),
        ("An den Rat (zur\n\nKenntnis)\nIn den Beirat", [("Rat", "copy"), ("Beirat", "treats")]),
        ("An den Rat\n\n(zur Kenntnis)", [("Rat", "copy")]),
        ("In den Rat (nachrichtlich)", [("Rat", "copy")]),
        ("In den Umwelt-\nund Bauausschuss", [("Umwelt- und Bauausschuss", "treats")]),
        ("In den Umweltaus-\nschuss", [("Umweltausschuss", "treats")]),
        ("In den Umweltaus\u00ad\nschuss", [("Umweltausschuss", "treats")]),
        ("In den Bezirksrat Linden-\nLimmer", [("Bezirksrat Linden-Limmer", "treats")]),
        ("In den Ausschuss für\n\nSport", [("Ausschuss für Sport", "treats")]),
        ("In den Ausschuss Sport -\nFreizeit", [("Ausschuss Sport - Freizeit", "treats")]),
    ],
)
def test_bodies_are_joined_and_their_role_is_read(printed, bodies):
    found = read_text(paper(head=printed))

    assert found.bodies == tuple(BodyLine(name=name, role=role) for name, role in bodies)
    assert found.unread == ()


def test_body_of_impossible_length_is_unread():
    found = read_text(paper(head="In den " + "Rat " * 60))

    assert found.bodies == ()
    assert [line.line for line in found.unread] == [2]


def test_what_is_not_understood_is_listed_with_its_line():
    text = "\nLandeshauptstadt\nMusterstadt\nSeite 1\n" + paper(
        head="Vermerk des Büros\n\nAnzahl der Anlagen zwei", title="Ein Titel\n\nein Untertitel"
    )
    text = text.replace("02.01.2026", "02.01.2026\nEntwurf")

    assert read_text(text).unread == (
        UnreadLine(line=4, text="Seite 1"),
        UnreadLine(line=6, text="Vermerk des Büros"),
        UnreadLine(line=8, text="Anzahl der Anlagen zwei"),
        UnreadLine(line=14, text="ein Untertitel"),
        UnreadLine(line=23, text="Entwurf"),
    )
