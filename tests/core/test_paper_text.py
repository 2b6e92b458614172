"""The reader of council papers: our own sample, and the real papers where they exist."""

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.paper_text import (
    BodyLine,
    PaperKind,
    PaperText,
    UnreadLine,
    as_json,
    read_file,
    read_text,
)
from tests.papers import REAL_PAPERS, RESOLUTION, SAMPLE, paper

PLAN_SECTIONS = [
    "Anlass",
    "Ausrichtung",
    "Aufbau",
    "Berücksichtigung von Gender-Aspekten",
    "Kostentabelle",
]
INTERNATIONAL = "Ausschuss für Integration, Europa und Internationale Kooperation"
LABOUR = "Ausschuss für Arbeitsmarkt-, Wirtschafts- und Liegenschaftsangelegenheiten"


@dataclass(frozen=True)
class Known:
    """What a paper says, as a person reads it; the wording of its sections stays in the source."""

    path: Path
    json: dict[str, object]
    section_titles: list[str]
    mended: tuple[str, str] = ("", "")


KNOWN = [
    Known(
        path=SAMPLE,
        json={
            "kind": "Informationsdrucksache",
            "reference": "0815/2026",
            "title": 'Handlungskonzept "Nachbarn in Europa und der Welt"',
            "annexes": 1,
            "bodies": [
                {"name": LABOUR, "role": "treats"},
                {"name": "Kulturausschuss", "role": "treats"},
                {"name": "Schul- und Bildungsausschuss", "role": "treats"},
                {"name": f"{INTERNATIONAL} (Internationaler Ausschuss)", "role": "treats"},
                {"name": "Ausschuss für Umweltschutz und Grünflächen", "role": "copy"},
                {"name": "Gleichstellungsausschuss", "role": "copy"},
            ],
            "goals": [
                "Verlässliche Partnerschaften mit sichtbarem Nutzen für beide Seiten",
                "Eine Verwaltung, die europäisch denkt und arbeitet",
                "Begegnung für alle, die in der Stadt leben",
            ],
            "fields": [
                "Partnerstädte und gemeinsame Vorhaben",
                "Europawissen und Fremdsprachen in der Verwaltung",
                "Fördermittel und Auftritt der Stadt nach außen",
                "Jugend, Kultur und Ehrenamt",
            ],
            "unit": "15.2",
            "place": "Hannover",
            "date": "2026-01-12",
            "unread": [],
            "changed": False,
        },
        section_titles=PLAN_SECTIONS,
        mended=("feste\n\nAnlaufstelle im Rathaus.\n\n", "feste Anlaufstelle im Rathaus.\n"),
    ),
    Known(
        path=REAL_PAPERS / "informationsdrucksache-0383-2019.txt",
        json={
            "kind": "Informationsdrucksache",
            "reference": "0383/2019",
            "title": 'Handlungskonzept "Hannover - internationale Stadt"',
            "annexes": 1,
            "bodies": [
                {
                    "name": "Ausschuss für Angelegenheiten des Geschäftsbereiches"
                    " des Oberbürgermeisters",
                    "role": "treats",
                },
                {"name": "Kulturausschuss", "role": "treats"},
                {"name": "Organisations- und Personalausschuss", "role": "treats"},
                {"name": LABOUR, "role": "treats"},
                {"name": "Schul- und Bildungsausschuss", "role": "treats"},
                {"name": "Jugendhilfeausschuss", "role": "treats"},
                {"name": f"{INTERNATIONAL} (Internationaler Ausschuss)", "role": "treats"},
                {"name": "Ausschuss für Umweltschutz und Grünflächen", "role": "copy"},
                {"name": "Stadtentwicklungs- und Bauausschuss", "role": "copy"},
                {"name": "Gleichstellungsausschuss", "role": "copy"},
                {"name": "Ausschuss für Haushalt Finanzen und Rechnungsprüfung", "role": "copy"},
                {"name": "Sozialausschuss", "role": "copy"},
                {"name": "Sportausschuss", "role": "copy"},
            ],
            "goals": [
                "Stärkung des Standorts Hannover",
                "Förderung des interkulturellen Verständnisses",
                "Engagement Hannovers für die Europäische Union und die Solidarität in der Welt",
            ],
            "fields": [
                "Strategische Entwicklung der internationalen Partnerschaften und Kooperationen",
                "Internationalisierung und Europäisierung der Stadtverwaltung",
                "Internationale Profilierung und Attraktivität",
                "Stärkung der Weltoffenheit der Stadt und der Teilhabe der Stadtgesellschaft",
            ],
            "unit": "15.2",
            "place": "Hannover",
            "date": "2019-02-04",
            "unread": [],
            "changed": False,
        },
        section_titles=PLAN_SECTIONS,
        mended=(
            "Städtepartnerschaften\n\nHannovers stärker geworden.\n\n",
            "Städtepartnerschaften Hannovers stärker geworden.\n",
        ),
    ),
    Known(
        path=REAL_PAPERS / "hannover-0728-2026.txt",
        json={
            "kind": "Beschlussdrucksache",
            "reference": "0728/2026",
            "title": "Umstrukturierungen des Betreuungsangebotes der Kita Gethsemane",
            "annexes": 0,
            "bodies": [
                {"name": "Stadtbezirksrat Vahrenwald-List", "role": "treats"},
                {"name": "Jugendhilfeausschuss", "role": "treats"},
                {"name": "Verwaltungsausschuss", "role": "treats"},
            ],
            "goals": [],
            "fields": [],
            "unit": "51.72",
            "place": "Hannover",
            "date": "2026-04-14",
            "unread": [],
            "changed": False,
        },
        section_titles=[
            "Antrag",
            "Berücksichtigung von Gender-Aspekten",
            "Ergebnis der Klimawirkungsprüfung",
            "Kostentabelle",
            "Begründung des Antrages",
        ],
    ),
]
PRESENT = [known for known in KNOWN if known.path.exists()]


def sections_of(known: Known) -> dict[str, str]:
    """The wording cut out of the source by hand: an independent way to the same answer."""
    source = known.path.read_text().replace("\n 1.", "\n1.")
    source = source.replace("\n 2.", "\n2.").replace("\n 3.", "\n3.").replace("  ", " ")
    body = source.replace(*known.mended) if known.mended[0] else source
    found = {}
    for title in reversed(known.section_titles):
        body, text = body.replace(f"\n{title},\n", f"\n{title}\n").rsplit(f"\n{title}\n", 1)
        found[title] = text.rsplit(f"\n{known.json['unit']}\n", 1)[0].strip("\n")
    return dict(reversed(found.items()))


@pytest.mark.parametrize("known", PRESENT, ids=lambda known: known.path.stem)
def test_paper_is_read_completely(known):
    found = as_json(read_file(known.path), changed=False)

    assert found == known.json | {"sections": sections_of(known)}
    assert list(found["sections"]) == known.section_titles


@pytest.mark.parametrize("known", PRESENT, ids=lambda known: known.path.stem)
@pytest.mark.parametrize(
    "rewritten",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("\n\n", "\n \t\n\u200b\n"),
        lambda text: text.replace("schuss", "s\u00adchuss"),
        lambda text: "\u202b" + text.replace("Nr.", "\u200fNr.") + "\u202c",
        lambda text: unicodedata.normalize("NFD", text),
    ],
    ids=["crlf", "cr", "bom", "nbsp", "blank", "soft-hyphen", "right-to-left", "decomposed"],
)
def test_paper_reads_the_same_from_every_editor(known, rewritten):
    assert read_text(rewritten(known.path.read_text())) == read_file(known.path)


def test_json_has_exactly_the_promised_keys_and_prints():
    found = as_json(read_text(paper(head="Rätsel")), changed=True)

    assert list(found) == [
        *("kind", "reference", "title", "annexes", "bodies", "sections", "goals", "fields"),
        *("unit", "place", "date", "unread", "changed"),
    ]
    assert found["unread"] == [{"line": 2, "text": "Rätsel"}]
    assert found["changed"] is True
    assert json.loads(json.dumps(found)) == found


def test_resolution_broken_in_every_place_is_read_whole():
    assert read_text(RESOLUTION) == PaperText(
        kind=PaperKind.RESOLUTION,
        reference="15-0822/2026 N1",
        title="Neubau der Grundschule Am Lindener Berg",
        annexes=3,
        bodies=(
            BodyLine(name="Ratsversammlung", role="treats"),
            BodyLine(name="Ausschuss für Liegenschaftsangelegenheiten", role="treats"),
            BodyLine(name="Stadtbezirksräte 01 - 13", role="copy"),
        ),
        sections={
            "Antrag": "1. dem Bau zuzustimmen,\n2. die Mittel bereitzustellen.",
            "Begründung der Neufassung": "Die Summe hat sich geändert.",
            "Berücksichtigung von Gender-Aspekten": "Die Schule steht allen offen.",
            "Kostentabelle": "Es entstehen keine finanziellen Auswirkungen.",
            "Begründung des Antrages": "Die alte Schule ist zu klein.",
            "Zeitplan": "Die Arbeiten beginnen im Frühjahr und enden im Herbst.",
        },
        goals=(),
        fields=(),
        unit="Dez. IV / 40.1",
        place="Hannover",
        date="2026-04-03",
        unread=(UnreadLine(line=36, text="Anlage 1: Lageplan"),),
    )
