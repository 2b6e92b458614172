"""What a secretariat types at a sitting: items of its own, the row of a result, who was there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.formfields import DayField, MoneyField
from core.models import AgendaItem, Consultation, Meeting, Organization, Seat

from .bodies import bodies
from .fields import Count, Line, One, Prose, with_blank

Kind, Part = AgendaItem.Kind, AgendaItem.Part
ADDABLE = [
    (each.value, each.label)
    for each in (Kind.MOTION, Kind.AMENDMENT, Kind.INQUIRY, Kind.ANNOUNCEMENT, Kind.STANDING)
]


class ItemForm(forms.Form):
    """An item without a measure: a motion, an inquiry, an announcement, an amendment."""

    title = Line(label=_("Betreff"), max_length=300)
    kind = forms.ChoiceField(label=_("Art"), choices=ADDABLE)
    part = forms.ChoiceField(label=_("Teil"), choices=Part.choices, initial=Part.PUBLIC)
    parent = One(
        label=_("ändert"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("keinen anderen Punkt"),
        help_text=_("Nur bei Änderungsanträgen."),
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data)
        field: Any = self.fields["parent"]
        field.queryset = meeting.items.filter(parent=None).order_by("position", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        changes = cleaned.get("kind") == Kind.AMENDMENT
        if changes and not cleaned.get("parent"):
            self.add_error("parent", _("Bitte angeben, welchen Punkt der Antrag ändert."))
        if not changes:
            cleaned["parent"] = None
        return cleaned


class RowForm(forms.Form):
    """The result of one item as typed into the grid; every part may still be missing."""

    outcome = forms.ChoiceField(choices=with_blank(Consultation.Outcome.choices), required=False)
    manner = forms.ChoiceField(choices=with_blank(Consultation.Manner.choices), required=False)
    votes_for = Count(label=_("Ja-Stimmen"), required=False)
    votes_against = Count(label=_("Nein-Stimmen"), required=False)
    abstentions = Count(label=_("Enthaltungen"), required=False)
    scope = forms.ChoiceField(choices=with_blank(Consultation.Scope.choices), required=False)
    object = forms.ChoiceField(choices=with_blank(Consultation.Object.choices), required=False)
    verbatim = Prose(label=_("Wortlaut"), required=False)
    change_text = Prose(label=_("Beschlossene Änderung"), required=False)
    change_cost = MoneyField(label=_("Mehrkosten der Änderung in Euro"), required=False)
    wish_of = Line(label=_("auf Wunsch von"), required=False)
    refer_to = One(label=_("Verwiesen an"), queryset=Organization.objects.none(), required=False)
    adjourned_to = DayField(label=_("Vertagt auf"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["refer_to"]
        field.queryset = bodies()

    def faults(self) -> list[str]:
        """Every fault as a sentence with the name of its field."""
        return [
            f"{self.fields[name].label or name}: {sentence}"
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]


class ExclusionForm(forms.Form):
    """A member who may not take part in an item."""

    item = One(label=_("Tagesordnungspunkt"), queryset=AgendaItem.objects.none())
    seat = One(label=_("Mitglied"), queryset=Seat.objects.none())
    ground = Line(label=_("Grundlage"))

    def __init__(self, data: Any = None, *, meeting: Meeting, seats: Any, ground: str = "") -> None:
        super().__init__(data, initial={"ground": ground})
        choices: Any = self.fields["item"]
        choices.queryset = meeting.items.order_by("part", "place", "position", "pk")
        members: Any = self.fields["seat"]
        members.queryset = seats


class ObjectionForm(forms.Form):
    """A member objects to deciding by circulation."""

    seat = One(label=_("Mitglied"), queryset=Seat.objects.none())
    reason = Prose(label=_("Begründung"), rows=3, required=False)

    def __init__(self, data: Any = None, *, seats: Any) -> None:
        super().__init__(data)
        members: Any = self.fields["seat"]
        members.queryset = seats
