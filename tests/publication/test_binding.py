"""Documents bound together read as one: pages, headings, tags, heads of tables."""

from __future__ import annotations

import re
from typing import Any

import pypdf
import pytest
import typst

from publication.binding import Binder
from publication.typeset import UnknownPdf, pieces

from .pdf import reader, words_of

SOURCE = """
#set document(title: "Bericht (Teil 3 0 R)", author: "Stadt")
#set page(footer: context [Seite #counter(page).display()])
#set text(lang: "de", font: "Libertinus Serif")
#counter(page).update(int(sys.inputs.first))
= #sys.inputs.title
Absatz zu #sys.inputs.title.
#link("https://stadt.example/(a)")[Verweis]
== Tabelle
#table(columns: 2, table.header[Kopf][Wert], [Zeile], [#sys.inputs.title])
#pagebreak()
= Anhang
Ende zu #sys.inputs.title.
"""
TITLES = ["Eins (5 0 R)", "Zwei \\ ) 6 0 R (", "Drei /Next 7 0 R Ä"]


def document(title: str, first: int = 1, source: str = SOURCE) -> bytes:
    several: Any = {"main.typ": source.encode()}
    made: bytes = typst.compile(
        several,
        format="pdf",
        sys_inputs={"title": title, "first": str(first)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
    )
    return made


@pytest.fixture(scope="module")
def bound() -> bytes:
    binder = Binder()
    for title in TITLES:
        binder.add(document(title, binder.count + 1))
    return binder.finished()


def test_pages_follow_each_other(bound: bytes) -> None:
    book = reader(bound)

    assert len(book.pages) == 6
    assert re.findall(r"Seite \d", words_of(bound)) == [f"Seite {page}" for page in range(1, 7)]
    assert words_of(bound).split() == [
        word
        for n, title in enumerate(TITLES)
        for word in words_of(document(title, 2 * n + 1)).split()
    ]


def test_headings_are_those_of_all_parts(bound: bytes) -> None:
    outline = reader(bound).outline

    firsts = [each for each in outline if not isinstance(each, list)]
    assert [each.title for each in firsts] == [
        each for title in TITLES for each in (title, "Anhang")
    ]
    below = [[each.title for each in found] for found in outline if isinstance(found, list)]
    assert below == [["Tabelle"]] * 3
    pages = [reader(bound).get_destination_page_number(each) for each in firsts]
    assert pages == [0, 1, 2, 3, 4, 5]


def tags(book: pypdf.PdfReader) -> Any:
    return book.trailer["/Root"]["/StructTreeRoot"]


def owners(book: pypdf.PdfReader) -> dict[int, Any]:
    numbers = tags(book)["/ParentTree"]["/Nums"]
    return dict(zip(numbers[::2], [each.get_object() for each in numbers[1::2]], strict=True))


def marks(tag: Any) -> list[int]:
    return [each for each in tag["/K"] if isinstance(each, int)]


def test_every_mark_of_a_page_belongs_to_a_tag_on_that_page(bound: bytes) -> None:
    book = reader(bound)
    known = owners(book)
    assert len(known) == 9  # six pages and three links

    for page in book.pages:
        for mark, tag in enumerate(known[page["/StructParents"]]):
            assert tag["/Pg"] == page
            assert mark in marks(tag.get_object())


def test_links_belong_to_their_tags(bound: bytes) -> None:
    book = reader(bound)
    links = [each.get_object() for page in book.pages for each in page.get("/Annots", [])]

    assert [link["/A"]["/URI"] for link in links] == ["https://stadt.example/(a)"] * 3
    assert [owners(book)[link["/StructParent"]]["/S"] for link in links] == ["/Link"] * 3


def test_one_document_holds_all_parts(bound: bytes) -> None:
    root = tags(reader(bound))
    [document_tag] = [each.get_object() for each in root["/K"]]

    assert document_tag["/S"] == "/Document"
    assert document_tag["/P"] == root
    parts = [each.get_object() for each in document_tag["/K"]]
    assert [part["/S"] for part in parts] == ["/Part"] * 3
    assert [part["/P"] for part in parts] == [document_tag] * 3
    assert root["/ParentTreeNextKey"] == 9


def test_heads_of_tables_are_found_by_name(bound: bytes) -> None:
    names = tags(reader(bound))["/IDTree"]["/Names"]
    found = dict(zip(names[::2], [each.get_object() for each in names[1::2]], strict=True))

    assert list(found) == sorted(found)
    assert [tag["/S"] for tag in found.values()] == ["/TH"] * 6
    assert [tag["/ID"] for tag in found.values()] == list(found)


def test_it_is_read_aloud_like_each_part(bound: bytes) -> None:
    book = reader(bound)
    root = book.trailer["/Root"]

    assert book.metadata is not None
    assert (book.metadata.title, book.metadata.author) == ("Bericht (Teil 3 0 R)", "Stadt")
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    about = root["/Metadata"].get_data()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in about
    assert b"<xmpTPg:NPages>6</xmpTPg:NPages>" in about


def test_a_part_without_a_table_has_no_heads() -> None:
    binder = Binder()
    plain = '#set document(title: "T")\n#set text(lang: "de")\n= #sys.inputs.title\nText'
    for title in ("A", "B"):
        binder.add(document(title, source=plain))

    assert tags(reader(binder.finished()))["/IDTree"]["/Names"] == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\ntrailer\n<<>>\nstartxref\n0\n%%EOF"])
def test_what_typst_did_not_write_is_refused(content: bytes) -> None:
    with pytest.raises(UnknownPdf):
        Binder().add(content)


def test_nothing_cannot_be_bound() -> None:
    with pytest.raises(UnknownPdf, match="nothing"):
        Binder().finished()


NAMED = """#set document(title: "T")
#set text(lang: "de")
#link(<hier>)[dorthin]
= Hier <hier>
"""
ATTACHED = """#set document(title: "T")
#set text(lang: "de")
= Anlage
#pdf.attach("a.txt", bytes("abc"), description: "A", mime-type: "text/plain", relationship: "data")
"""


@pytest.mark.parametrize("source", [NAMED, ATTACHED], ids=["named places", "attachments"])
def test_what_would_not_be_joined_is_refused(source: str) -> None:
    with pytest.raises(UnknownPdf, match="/Names"):
        Binder().add(document("T", source=source))


def test_a_string_ends() -> None:
    assert list(pieces(rb"a(b(c\)d))e")) == [b"a", rb"(b(c\)d))", b"e"]
    with pytest.raises(UnknownPdf):
        list(pieces(b"/T(abc"))
