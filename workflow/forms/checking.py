"""The office's check and the co-signatures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import access, routing
from core.formfields import DayField
from core.models import CoSignature, Organization

from .fields import LawLine, LawMany, LawProse, Prose, working
from .proposal import UNITS
from .steps import StepForm

Answer = CoSignature.Answer
ASKED = (*UNITS, Organization.Kind.DISTRICT_COUNCIL)
VERBS = {
    Answer.APPROVE: _("Zustimmen"),
    Answer.REMARKS: _("Mit Hinweis zustimmen"),
    Answer.OBJECT: _("Einwand erheben"),
    Answer.NOT_AFFECTED: _("Nicht berührt"),
}


class RequestForm(StepForm):
    """Who is asked; those whose signature a rule demands are ticked already."""

    organizations = LawMany(
        label=_("Um Mitzeichnung bitten"),
        queryset=Organization.objects.none(),
        help_text=_("Alle werden gleichzeitig gefragt. Vorgeschriebene Stellen sind angekreuzt."),
    )
    due_on = DayField(
        label=_("Frist"),
        required=False,
        help_text=_("Ohne Angabe gilt die Frist der Regel, sonst zehn Werktage."),
    )
    note = Prose(label=_("Hinweis an die Stellen"), rows=2, required=False)

    def known(self) -> dict[str, Any]:
        return {"organizations": sorted(self.measure.missing_signatures)}

    def clean_due_on(self) -> dt.date | None:
        due: dt.date | None = self.cleaned_data["due_on"]
        if due and due <= localdate():
            raise forms.ValidationError(gettext("Die Frist muss nach heute liegen."))
        return working(due) if due else None

    def prepare(self) -> None:
        required = set(routing.required_signatures(self.measure, on=localdate()))
        able = Organization.objects.filter(pk__in=access.staffed("cosign"))
        units = able.valid(on=localdate()).filter(kind__in=ASKED)
        asked = units | Organization.objects.filter(pk__in=required)
        others = asked.exclude(Q(pk=self.measure.lead_id) & ~Q(pk__in=required)).distinct()
        field = self.among("organizations", others)
        mark = gettext("vorgeschrieben")
        field.label_from_instance = lambda each: (
            f"{each} ({mark})" if each.pk in required else str(each)
        )


class CosignForm(StepForm):
    """The answer of an asked organization."""

    answer = forms.ChoiceField(
        label=_("Antwort"), choices=list(VERBS.items()), widget=forms.RadioSelect
    )
    note = Prose(
        label=_("Hinweis oder Begründung"),
        required=False,
        help_text=_("Bei Hinweis und Einwand bitte ausfüllen."),
    )
    over_cover = forms.BooleanField(
        label=_("Einwand wegen fehlender Deckung"),
        required=False,
        help_text=_("Über einen solchen Einwand kann sich niemand hinwegsetzen."),
    )

    def prepare(self) -> None:
        if getattr(self.item, "organization_id", None) != self.measure.treasury_id:
            del self.fields["over_cover"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        explains = cleaned.get("answer") in (Answer.REMARKS, Answer.OBJECT)
        if explains and not cleaned.get("note"):
            self.add_error(
                "note", _("Bitte schreiben Sie den Hinweis oder den Grund des Einwands.")
            )
        if cleaned.get("over_cover") and cleaned.get("answer") != Answer.OBJECT:
            self.add_error(
                "over_cover",
                _("Dieses Feld gehört zu einem Einwand: Bitte als Antwort den Einwand wählen."),
            )
        return cleaned


class OverruleForm(StepForm):
    """On whose word an objection does not stop the measure."""

    reason = LawProse(label=_("Begründung"))
    authority = LawLine(
        label=_("Entscheidung durch"),
        help_text=_("Dezernat oder Oberbürgermeister, mit Datum."),
    )
