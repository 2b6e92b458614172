"""What is typed about a sitting: when, where, as what; alone or as a series."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import access
from core.formfields import DayField, TimeOfDay
from core.models import Meeting, Organization, Person

from .bodies import bodies
from .fields import Count, Line, Many, One, Prose

DETAILS = ("number", "form", "day", "begins", "room", "public", "joint_with")


class DetailsForm(forms.Form):
    """What may change about a sitting."""

    day = DayField(label=_("Tag"))
    begins = TimeOfDay(label=_("Beginn"), required=False)
    room = Line(label=_("Ort"), required=False)
    number = Count(label=_("Nummer"), required=False, max_value=999)
    form = forms.ChoiceField(
        label=_("Form"), choices=Meeting.Form.choices, initial=Meeting.Form.ORDINARY
    )
    public = forms.BooleanField(
        label=_("hat einen öffentlichen Teil"), required=False, initial=True
    )
    joint_with = Many(label=_("gemeinsam mit"), queryset=Organization.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["joint_with"]
        field.queryset = bodies()


class MeetingForm(DetailsForm):
    """A new sitting of a body the person serves, or a series of them."""

    field_order = ["organization"]

    organization = One(label=_("Gremium"), queryset=Organization.objects.none())
    weeks = Count(
        label=_("Wiederholen alle … Wochen"),
        required=False,
        min_value=1,
        max_value=26,
        help_text=_("Leer: eine einzelne Sitzung. Ferien und Feiertage werden ausgelassen."),
    )
    until = DayField(label=_("Wiederholen bis"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = access.organizations(person).get("record", set())
        field: Any = self.fields["organization"]
        field.queryset = bodies().filter(pk__in=mine)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("weeks") and not cleaned.get("until"):
            self.add_error("until", _("Bitte angeben, bis wann wiederholt wird."))
        first, until = cleaned.get("day"), cleaned.get("until")
        if first and until and until < first:
            self.add_error("until", _("Das Ende liegt vor dem Beginn."))
        return cleaned


class CancelForm(forms.Form):
    """Why a sitting does not take place."""

    reason = Prose(label=_("Grund der Absage"), rows=2, max_length=300)
