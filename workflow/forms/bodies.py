"""The way through the bodies: paper and route, results, reprints, objections, competence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core import results
from core.formfields import DayField
from core.models import Consultation, Meeting, Organization, Provision
from core.models.provision import paragraph

from .fields import LawLine, LawProse, Line, Many, One, Prose
from .steps import StepForm

Outcome, Role, Scope = Consultation.Outcome, Consultation.Role, Consultation.Scope
PARTS = tuple(results.Result.__dataclass_fields__)

Ground = Provision.Key
WEEK, THREE_DAYS = dt.timedelta(days=7), dt.timedelta(days=3)


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


class SupplementForm(StepForm):
    """A supplement of the paper under consultation."""

    reason = LawProse(label=_("Begründung der Ergänzung"))
    title = Line(label=_("Titel"), max_length=300, required=False)
    motion = Prose(label=_("Ergänzter Antragstext"), rows=6, required=False)

    def known(self) -> dict[str, Any]:
        paper = self.measure.paper
        return {"title": paper.title} if paper else {}


class ObjectForm(StepForm):
    """Who objects, and which body votes again; the law gives both a time."""

    field_order = ["by"]

    by = forms.ChoiceField(
        label=_("Einspruch durch"),
        choices=[
            (Ground.OBJECTION_MAYOR, _("Oberbürgermeister")),
            (Ground.OBJECTION_MAIN_COMMITTEE, _("Verwaltungsausschuss")),
        ],
        initial=Ground.OBJECTION_MAYOR,
        widget=forms.RadioSelect,
    )
    reason = LawProse(label=_("Begründung des Einspruchs"))
    organization = One(label=_("Erneut zu beraten in"), queryset=Organization.objects.none())
    meeting_on = DayField(label=_("Sitzung am"), required=False)

    def prepare(self) -> None:
        self.among("organization", bodies())

    def clean_by(self) -> str:
        """The main committee has one week from the decision on."""
        by: str = self.cleaned_data["by"]
        decided, today = self.measure.decided_on, localdate()
        if by == Ground.OBJECTION_MAIN_COMMITTEE and decided and today > decided + WEEK:
            late = _("Die Frist des Verwaltungsausschusses endete am %(day)s (%(ground)s).")
            values = {"day": f"{decided + WEEK:%d.%m.%Y}", "ground": paragraph(by, on=today)}
            raise forms.ValidationError(late % values)
        return by

    def clean_meeting_on(self) -> dt.date | None:
        """The new vote follows after three days at the earliest."""
        day: dt.date | None = self.cleaned_data["meeting_on"]
        first = localdate() + THREE_DAYS
        if day and day < first:
            early = _("Erneut beraten wird frühestens am %(day)s (%(ground)s).")
            ground = paragraph(Ground.OBJECTION_MAYOR, on=localdate())
            raise forms.ValidationError(early % {"day": f"{first:%d.%m.%Y}", "ground": ground})
        return day


class CompetenceForm(StepForm):
    """Who decides instead of a body, and on which ground."""

    decided_by = LawLine(label=_("Entscheidung durch"))
    legal_basis = LawLine(
        label=_("Rechtsgrundlage"), help_text=_("Zum Beispiel § 85 Abs. 1 Nr. 7 NKomVG.")
    )

    def known(self) -> dict[str, Any]:
        return {name: getattr(self.measure, name) for name in ("decided_by", "legal_basis")}


class UrgentForm(CompetenceForm):
    """An urgent decision; a second person confirms it.

    The way proposes who decides and on which ground, as the dated legal grounds say it.
    """

    field_order = ["reason", "way", "deputy"]

    reason = LawProse(label=_("Begründung der Eile"))
    way = forms.ChoiceField(
        label=_("Eilentscheidung"),
        choices=[
            ("", _("anders, siehe unten")),
            (Ground.URGENT_MAIN_COMMITTEE, _("Verwaltungsausschuss anstelle des Rates")),
            (Ground.URGENT_MAYOR, _("Oberbürgermeister mit einer Stellvertretung")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    deputy = Line(
        label=_("Stellvertretung"),
        required=False,
        help_text=_("Nötig, wenn der Oberbürgermeister entscheidet."),
    )
    legal_basis = LawLine(
        label=_("Rechtsgrundlage"),
        help_text=_("Leer lassen, um die hinterlegte Rechtsgrundlage zu übernehmen."),
    )
    decision_reference = Line(label=_("Fundstelle der Entscheidung"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        way, deputy = cleaned.get("way"), cleaned.get("deputy")
        if way == Ground.URGENT_MAYOR and not deputy:
            self.add_error("deputy", _("Bitte angeben, wer als Stellvertretung mitentscheidet."))
        deciding = {
            Ground.URGENT_MAIN_COMMITTEE: _("Verwaltungsausschuss anstelle des Rates"),
            Ground.URGENT_MAYOR: _("Oberbürgermeister mit %(deputy)s") % {"deputy": deputy},
        }
        if way:
            cleaned["decided_by"] = cleaned.get("decided_by") or str(deciding[Ground(way)])
            ground = paragraph(way, on=localdate())
            cleaned["legal_basis"] = cleaned.get("legal_basis") or ground
        return cleaned


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
