"""The way through the bodies: paper and route, results, reprints, objections, competence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core import results
from core.formfields import DayField
from core.models import Consultation, Meeting, Organization

from .fields import LawLine, LawProse, Line, Many, One, Prose
from .steps import StepForm

Outcome, Role, Scope = Consultation.Outcome, Consultation.Role, Consultation.Scope
PARTS = tuple(results.Result.__dataclass_fields__)


def bodies() -> Any:
    """The bodies that hold sittings today."""
    return Organization.objects.valid(on=localdate()).bodies()


class InformForm(StepForm):
    """An information paper with its own bodies."""

    title = LawLine(label=_("Titel der Informationsdrucksache"), max_length=300)
    text = Prose(label=_("Text"), rows=6, required=False)
    organizations = Many(label=_("In den Gremien"), queryset=Organization.objects.none())
    meeting_on = DayField(label=_("Sitzung am"), required=False)
    copies = Many(label=_("Zur Kenntnis an"), queryset=Organization.objects.none())

    def prepare(self) -> None:
        self.among("organizations", bodies())
        self.among("copies", bodies())


class ScheduleForm(StepForm):
    """The sitting of the body that treats the station; none, and it waits again."""

    meeting = One(
        label=_("Sitzung"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("noch keine (zukünftig)"),
    )

    def known(self) -> dict[str, Any]:
        return {"meeting": getattr(self.item, "meeting_id", None)}

    def prepare(self) -> None:
        body = getattr(self.item, "organization_id", None)
        if body is not None:
            over = (Meeting.State.CLOSED, Meeting.State.CANCELLED)
            sittings = Meeting.objects.of(body).exclude(state__in=over)
            self.among("meeting", sittings.select_related("organization"))


class ReplaceForm(StepForm):
    """A reprint of the paper under consultation."""

    reason = LawProse(label=_("Begründung der Neufassung"))
    title = Line(label=_("Titel"), max_length=300, required=False)
    motion = Prose(label=_("Antragstext"), rows=6, required=False)

    def known(self) -> dict[str, Any]:
        paper = self.measure.paper
        return {"title": paper.title, "motion": paper.motion} if paper else {}


class ObjectForm(StepForm):
    """Which body votes again after an objection."""

    reason = LawProse(label=_("Begründung des Einspruchs"))
    organization = One(label=_("Erneut zu beraten in"), queryset=Organization.objects.none())
    meeting_on = DayField(label=_("Sitzung am"), required=False)

    def prepare(self) -> None:
        self.among("organization", bodies())


class CompetenceForm(StepForm):
    """Who decides instead of a body, and on which ground."""

    decided_by = LawLine(label=_("Entscheidung durch"))
    legal_basis = LawLine(
        label=_("Rechtsgrundlage"), help_text=_("Zum Beispiel § 85 Abs. 1 Nr. 7 NKomVG.")
    )

    def known(self) -> dict[str, Any]:
        return {name: getattr(self.measure, name) for name in ("decided_by", "legal_basis")}


class UrgentForm(CompetenceForm):
    """An urgent decision; a second person confirms it."""

    field_order = ["reason"]

    reason = LawProse(label=_("Begründung der Eile"))
    legal_basis = LawLine(label=_("Rechtsgrundlage"), help_text=_("Zum Beispiel § 89 NKomVG."))
    decision_reference = Line(label=_("Fundstelle der Entscheidung"), required=False)


class SecondLookForm(StepForm):
    """The second person's word."""

    answer = forms.ChoiceField(
        label=_("Entscheidung"),
        choices=[("confirm", _("Bestätigen")), ("decline", _("Nicht bestätigen"))],
        widget=forms.RadioSelect,
    )
    reason = Prose(label=_("Anmerkung"), rows=2, required=False)


class TakeOverForm(StepForm):
    """A case begun elsewhere arrives with its decision; a second person confirms it."""

    to = forms.ChoiceField(
        label=_("Übernehmen in"),
        choices=[
            ("consulting", _("In Beratung")),
            ("funding", _("Finanzierung offen")),
            ("implementing", _("In Umsetzung")),
        ],
        widget=forms.RadioSelect,
    )
    decision_reference = LawLine(label=_("Beschluss (Fundstelle)"))
    decided_on = DayField(label=_("Beschlossen am"), required=False)
    organization = One(
        label=_("Beschließendes Gremium"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("Nötig, wenn noch beraten wird."),
    )
    evidence = LawLine(label=_("Nachweis"))
    reason = LawProse(label=_("Begründung"))

    def clean_decided_on(self) -> dt.date | None:
        decided: dt.date | None = self.cleaned_data["decided_on"]
        if decided and decided > localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Zukunft."))
        return decided

    def prepare(self) -> None:
        self.among("organization", bodies())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("to") == "consulting" and not cleaned.get("organization"):
            self.add_error("organization", _("Bitte das beschließende Gremium angeben."))
        return cleaned
