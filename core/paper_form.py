"""The form that takes a paper's text, as a file or typed, and reads it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .paper_source import content_text
from .paper_text import PaperText, UnreadablePaper, read_text

# The text travels through the preview in the page, so it must fit into what a form may carry.
MAX_BYTES = 2_000_000


class PaperForm(forms.Form):
    """A paper as file or text. What was read is `reading`; what refuses it is one sentence."""

    file = forms.FileField(
        label=gettext_lazy("Textdatei"),
        required=False,
        help_text=gettext_lazy(
            "Reiner Text in UTF-8, höchstens 2 MB. Die Datei geht dem Text vor."
        ),
        allow_empty_file=True,
    )
    text = forms.CharField(
        label=gettext_lazy("oder Text der Drucksache"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("Den ganzen Wortlaut vom Kopf bis zum Datum einfügen."),
    )
    reading: PaperText | None = None
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self._read(cleaned.get("file"), cleaned.get("text", ""))
        return cleaned

    def _read(self, file: UploadedFile[bytes] | None, text: str) -> None:
        try:
            self.wording = text_of(file) if file else text
            check_size(len(self.wording.encode(errors="replace")))
            self.reading = read_text(self.wording)
        except UnreadablePaper as refusal:
            self.refuse(refusal)

    def refuse(self, refusal: UnreadablePaper) -> None:
        """Say why the paper cannot be taken, at the field it came from."""
        self.add_error("file" if self.files.get("file") else "text", str(refusal))


def text_of(file: UploadedFile[bytes]) -> str:
    """The text of an uploaded file; a large one is refused unread."""
    check_size(file.size or 0)
    return content_text(file.read(), name=str(file.name))


def check_size(size: int) -> None:
    """Refuse what would not come back from the preview; `size` in bytes."""
    if size > MAX_BYTES:
        raise UnreadablePaper(
            _("Die Drucksache ist größer als 2 MB: Bitte geben Sie nur ihren Text ein.")
        )
