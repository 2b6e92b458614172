"""What changed in a text is told paragraph by paragraph, word by word."""

import pytest

from core.differences import Piece, paragraphs


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("Gleich.", "Gleich.", [[Piece("same", "Gleich.")]]),
        ("", "Neu.", [[Piece("new", "Neu.")]]),
        ("Alt.", "", [[Piece("gone", "Alt.")]]),
        ("", "", []),
        (
            "nach 24 Monaten",
            "nach 12 Monaten",
            [
                [
                    Piece("same", "nach "),
                    Piece("gone", "24"),
                    Piece("same", " "),
                    Piece("new", "12"),
                    Piece("same", " "),
                    Piece("same", "Monaten"),
                ]
            ],
        ),
    ],
)
def test_words_that_changed_are_marked(old, new, pieces):
    assert paragraphs(old, new) == pieces


def test_unchanged_paragraphs_around_a_new_one_stay_whole():
    assert paragraphs("Eins.\n\nDrei.", "Eins.\r\n\r\nZwei.\r\n\r\nDrei.") == [
        [Piece("same", "Eins.")],
        [Piece("new", "Zwei.")],
        [Piece("same", "Drei.")],
    ]


@pytest.mark.parametrize("version", ["gone", "new"])
def test_either_version_can_be_read_back(version):
    old, new = "Das Büro berichtet nach 24 Monaten.", "Das Amt berichtet jährlich nach Bedarf."
    read = "".join(p.text for p in paragraphs(old, new)[0] if p.kind in {"same", version})

    assert read.split() == (old if version == "gone" else new).split()
