"""The kinds of answers a form takes: lines, prose, numbers, one or several records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core import deadlines

LINE, PROSE = 200, 20_000
LONGEST_KEY = 18


class Line(forms.CharField):
    """One line of text."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"max_length": LINE}
        super().__init__(**defaults | options)

    def to_python(self, value: Any) -> str:
        """Line breaks that were pasted become blanks."""
        return " ".join((super().to_python(value) or "").splitlines())


class Prose(forms.CharField):
    """Text of several lines."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        area = forms.Textarea(attrs={"rows": rows})
        defaults: dict[str, Any] = {"max_length": PROSE, "widget": area}
        super().__init__(**defaults | options)


class ByLaw(forms.Field):
    """Looks required; that it is missing is said by the rule of the lifecycle, with its number."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class LawLine(ByLaw, Line):
    """A line some rule asks for."""


class LawProse(ByLaw, Prose):
    """Prose some rule asks for."""


class LawChoice(ByLaw, forms.ChoiceField):
    """A choice some rule asks for."""


class Count(forms.IntegerField):
    """A number that is counted; empty means unknown, which is not zero."""

    def __init__(self, **options: Any) -> None:
        figures = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        defaults: dict[str, Any] = {"min_value": 0, "max_value": 9999, "widget": figures}
        super().__init__(**defaults | options)


class Year(Count):
    """A budget year."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 2000, "max_value": 2100} | options)


def working(day: dt.date) -> dt.date:
    """The last day of a deadline, refused if it is free."""
    if said := deadlines.free_day_said(day):
        raise forms.ValidationError(said)
    return day


class Upload(forms.FileField):
    """A file. With `left_out` none is needed, and one that was sent is put away unread."""

    left_out = False
    again = _(
        "Die Datei wird nicht in die Vorschau übernommen: "
        "Bitte wählen Sie sie vor dem Absenden noch einmal aus."
    )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """What has no name is stored nowhere."""
        return ContentFile(b"", name="") if self.left_out else super().clean(data, initial)


def is_key(value: Any) -> bool:
    """Can this be the key of a row at all? Databases fall over some that cannot."""
    return str(value).isdecimal() and len(str(value)) <= LONGEST_KEY


class One(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for mypy alone
    """One record out of a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"empty_label": _("Bitte wählen")} | options)

    def to_python(self, value: Any) -> Model | None:
        wrong = isinstance(value, str) and value not in self.empty_values and not is_key(value)
        if wrong:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


class LawOne(ByLaw, One):
    """A record some rule asks for."""


class Many(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for mypy alone
    """Several records out of a list, each with its box."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False} | options)

    def clean(self, value: Any) -> list[Any]:  # type: ignore[override]  # a list stays as it was read
        wrong = next((each for each in value or () if not is_key(each)), None)
        if wrong is not None:
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, "invalid_choice", {"value": str(wrong)[:40]})
        return list(super().clean(value))


class LawMany(Many):
    """Records of which some rule asks for at least one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": True} | options)

    def clean(self, value: Any) -> list[Any]:  # type: ignore[override]  # as above
        return super().clean(value) if value else []


def with_blank(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Choices of a list that starts undecided."""
    return [("", _("Bitte wählen")), *choices]
