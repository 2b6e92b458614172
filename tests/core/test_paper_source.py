"""Input nobody can read is refused with one sentence; no input takes the reader down."""

import json
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.paper_source import MAX_BYTES, MAX_LINES
from core.paper_text import PaperText, UnreadablePaper, as_json, read_file, read_text
from tests.papers import MOTION, RESOLUTION, SAMPLE, paper

NO_NUMBER = (
    "In der Drucksache fehlt die Nummer: Bitte ergänzen Sie im Kopf eine Zeile wie „Nr. 0383/2019“."
)
NO_KIND = (
    "In der Drucksache fehlt die Art: "
    "Bitte ergänzen Sie im Kopf eine Zeile wie „Informationsdrucksache“."
)
NO_TITLE = (
    "In der Drucksache fehlt der Titel: "
    "Bitte ergänzen Sie ihn nach der Nummer als kurzen eigenen Absatz."
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Der Text ist leer: Bitte geben Sie den Wortlaut der Drucksache ein."),
        (" \r\n\t", "Der Text ist leer: Bitte geben Sie den Wortlaut der Drucksache ein."),
        ("a\0b", "Der Text enthält binäre Zeichen: Bitte fügen Sie reinen Text in UTF-8 ein."),
        ("a\ud800", "Der Text enthält binäre Zeichen: Bitte fügen Sie reinen Text in UTF-8 ein."),
        (
            "ä" * (MAX_BYTES // 2 + 50_000),
            "Der Text ist mit 5,1 MB zu groß: Erlaubt sind höchstens 5 MB.",
        ),
        (
            "a\n" * (MAX_LINES + 1),
            "Der Text hat mehr als 50000 Zeilen: Bitte geben Sie nur die Drucksache ein.",
        ),
        (
            paper(number="Nr. 38/2019"),
            NO_NUMBER,
        ),
        (
            paper(number="", text="Nr. 0383/2019"),
            NO_NUMBER,
        ),
        (
            "Informationsdrucksache",
            NO_NUMBER,
        ),
        (
            paper(kind="Brief"),
            NO_KIND,
        ),
        ("Informationsdrucksache\nNr. 0383/2019", NO_TITLE),
        (
            paper(title=""),
            NO_TITLE,
        ),
        (
            paper(title="Wort " * 70),
            NO_TITLE,
        ),
    ],
)
def test_unreadable_text_is_refused_with_one_sentence(text, sentence):
    with pytest.raises(UnreadablePaper) as refusal:
        read_text(text)

    assert str(refusal.value) == sentence


LONG_NAME = "x" * 300
NO_TEXT = "Die Datei „x.txt“ ist keine Textdatei: Bitte speichern Sie sie als Text (UTF-8)."
NO_UTF8 = "Die Datei „x.txt“ ist nicht in UTF-8: Bitte speichern Sie sie als UTF-8."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei „x.txt“ ist leer: Bitte geben Sie den Text der Drucksache an."),
        (b" \n", "Die Datei „x.txt“ ist leer: Bitte geben Sie den Text der Drucksache an."),
        (b"\xef\xbb\xbf", "Der Text ist leer: Bitte geben Sie den Wortlaut der Drucksache ein."),
        (b"abc\0def", NO_TEXT),
        (b"%PDF-1.7 \xe2\xe3", NO_TEXT),
        (b"PK\x03\x04word", NO_TEXT),
        (paper(text="Größe").encode("cp1252"), NO_UTF8),
        (paper(text="Größe").encode("utf-16"), NO_UTF8),
    ],
)
def test_unreadable_file_is_refused_with_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "x.txt"
    path.write_bytes(content)

    with pytest.raises(UnreadablePaper) as refusal:
        read_file(path)

    assert str(refusal.value) == sentence


def test_huge_file_is_refused_by_its_size_without_reading_it(tmp_path):
    path = tmp_path / "x.txt"
    path.touch()
    os.truncate(path, 50_000_000)

    with pytest.raises(UnreadablePaper) as refusal:
        read_file(path)

    assert str(refusal.value) == (
        "Die Datei „x.txt“ ist mit 50,0 MB zu groß: Erlaubt sind höchstens 5 MB."
    )


def test_impossible_paths_are_refused_with_one_sentence(tmp_path):
    loop = tmp_path / "schleife"
    loop.symlink_to(loop)
    sentences = []
    for path in (tmp_path / "fehlt.txt", tmp_path, loop, tmp_path / LONG_NAME):
        with pytest.raises(UnreadablePaper) as refusal:
            read_file(path)
        sentences.append(str(refusal.value))

    assert sentences == [
        "Die Datei „fehlt.txt“ gibt es nicht: Bitte prüfen Sie den Pfad.",
        f"„{tmp_path.name}“ ist ein Verzeichnis: Bitte geben Sie eine Textdatei an.",
        "Die Datei „schleife“ gibt es nicht: Bitte prüfen Sie den Pfad.",
        f"Die Datei „{LONG_NAME}“ lässt sich nicht öffnen: Bitte prüfen Sie Pfad und Leserechte.",
    ]


LINES = st.sampled_from(
    [
        *SAMPLE.read_text().splitlines(),
        *RESOLUTION.splitlines(),
        *MOTION.splitlines(),
        *("\u05e9\u05dc\u05d5\u05dd", "\u00ad", "(", "-", "Nr.", "a\tb", "Ort / 99.99.9999"),
    ]
)


def answer(text: str) -> PaperText | str:
    try:
        return read_text(text)
    except UnreadablePaper as refusal:
        return str(refusal)


def assert_read_or_refused(text: str) -> None:
    found = answer(text)
    if isinstance(found, str):
        assert (found.count("\n"), found[-1]) == (0, ".")
    else:
        assert found.reference
        assert 0 < len(found.title) <= 300
        assert json.loads(json.dumps(as_json(found, changed=False)))["title"] == found.title


@given(st.text())
def test_any_text_is_read_or_refused(text):
    assert_read_or_refused(text)


@given(st.text(), st.lists(LINES | st.text(max_size=20), max_size=60))
def test_any_text_in_a_paper_is_read_or_refused(text, lines):
    assert_read_or_refused(paper(text=text, head=text))
    assert_read_or_refused("\n".join(lines))


@given(st.lists(LINES, max_size=40))
def test_no_line_of_a_paper_gets_lost(lines):
    """Every word of the text is in a section, in the signature or among the unread lines."""
    words = "Kennwort"
    text = paper(text="\n".join([*lines, f"{words}."]))

    found = read_text(text)

    kept = [*found.sections.values(), *(line.text for line in found.unread)]
    assert sum(part.count(words) for part in kept) == 1


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "beliebig.txt"
    path.write_bytes(content)

    with pytest.raises(UnreadablePaper):
        read_file(path)


def seconds_to_read(text: str) -> float:
    before = time.process_time()
    found = read_text(paper(text=text))
    assert list(found.sections) == ["Anlass"]
    return time.process_time() - before


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("piece", "most"),
    [
        ("x", 4_900_000),
        ("(zur ", 900_000),
        ("\u202e\u05d0 ", 700_000),
        ('ein."', 900_000),
        ("Ein Satz ", 500_000),
        ("a\u0301\u0327\u0301\u0327", 500_000),
        ("abc " * 24 + "\n", 49_000),
        ("\u00ad", 2_000_000),
    ],
    ids=["word", "brackets", "rtl", "quotes", "line", "marks", "lines", "soft"],
)
def test_reading_time_grows_with_the_text_and_no_faster(piece, most):
    """Up to the five megabytes allowed; what grows with the square takes 25 times as long."""
    part = seconds_to_read(piece * (most // 5))
    whole = seconds_to_read(piece * most)

    assert whole < 10 * part + 0.5
