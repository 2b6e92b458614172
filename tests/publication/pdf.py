"""Reading a PDF back, as somebody who copies its text out of a viewer."""

from __future__ import annotations

import io

import pypdf


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """The text of all pages with its lines and the blank lines between them."""
    return "\n".join(page.extract_text(extraction_mode="layout") for page in reader(pdf).pages)


def words_of(pdf: bytes) -> str:
    """The words alone, whole again where a line broke them."""
    text = "\n".join(page.extract_text() for page in reader(pdf).pages)
    return " ".join(text.replace("\N{SOFT HYPHEN}\n", "").split())
