"""The five parts of a result as typed, corrected, or compared with the minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import results
from core.formfields import DayField, MoneyField
from core.models import Consultation, Minutes, Organization
from core.result_text import Proposal, parse_result
from workflow.refusals import Reason

from .bodies import bodies
from .fields import Count, LawChoice, LawLine, LawProse, Line, One, Prose, with_blank
from .steps import StepForm

Outcome, Role, Scope = Consultation.Outcome, Consultation.Role, Consultation.Scope
PARTS = tuple(results.Result.__dataclass_fields__)


class ResultForm(StepForm):
    """The five parts of a result: outcome, vote, subject, wording, change."""

    aids = (("lesen", _("Wortlaut lesen und vorschlagen")),)

    outcome = LawChoice(label=_("Ergebnis"), choices=with_blank(Outcome.choices))
    manner = forms.ChoiceField(
        label=_("Abstimmung"), choices=with_blank(Consultation.Manner.choices), required=False
    )
    votes_for = Count(label=_("Ja-Stimmen"), required=False)
    votes_against = Count(label=_("Nein-Stimmen"), required=False)
    abstentions = Count(label=_("Enthaltungen"), required=False)
    scope = LawChoice(
        label=_("Abgestimmt wurde"),
        choices=Scope.choices,
        initial=Scope.MATTER,
        widget=forms.RadioSelect,
    )
    object = LawChoice(
        label=_("Gegenstand des Beschlusses"),
        choices=Consultation.Object.choices,
        initial=Consultation.Object.EXECUTION,
        widget=forms.RadioSelect,
    )
    verbatim = Prose(label=_("Wortlaut"), rows=3, required=False)
    change_text = Prose(
        label=_("Beschlossene Änderung"),
        rows=3,
        required=False,
        help_text=_("Nötig bei „mit Änderungen“."),
    )
    change_cost = MoneyField(
        label=_("Mehrkosten der Änderung in Euro"), required=False, max_digits=14
    )
    wish_of = Line(
        label=_("auf Wunsch von"),
        required=False,
        help_text=_("Bei „in die Fraktionen gezogen“."),
    )
    refer_to = One(label=_("Verwiesen an"), queryset=Organization.objects.none(), required=False)
    adjourned_to = DayField(label=_("Vertagt auf"), required=False)

    def known(self) -> dict[str, Any]:
        station = self.item
        if not getattr(station, "outcome", ""):
            return {}
        return {name: getattr(station, name) for name in PARTS}

    def revised(self) -> StepForm | None:
        """The form with what its wording says, in the fields that are still empty."""
        if "lesen" not in self.data:
            return None
        role = getattr(self.item, "role", None)
        proposal = parse_result(str(self.data.get("verbatim", "")), role=role)
        data = cast(QueryDict, self.data).copy()
        for name, value in proposal.parts.items():
            if name in self.fields and not data.get(name):
                data[name] = f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else str(value)
        again = type(self)(data, measure=self.measure, item=self.item, actor=self.actor)
        again.notices = proposal_notices(proposal)
        return again

    def prepare(self) -> None:
        self.among("refer_to", bodies())
        role = getattr(self.item, "role", Role.DECISION)
        if role != Role.DECISION:
            del self.fields["object"]
        fitting = results.COMPETENCE[Role(role)]
        shown = [(each.value, each.label) for each in Outcome if each in fitting]
        outcome: Any = self.fields["outcome"]
        outcome.widget.choices = with_blank(shown)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Outcome.REFERRED and not cleaned.get("refer_to"):
            self.add_error("refer_to", _("Bitte angeben, an welches Gremium verwiesen wurde."))
        return cleaned

    def explained(self, reason: Reason) -> Iterator[str]:
        """An implausible result is told what contradicts what."""
        yield from super().explained(reason)
        if reason.number == "R-30":
            result = results.result_of(self.cleaned_data, self.item)
            yield from map(str, results.contradictions(result))


def proposal_notices(proposal: Proposal) -> list[str]:
    """What was understood of the wording, and what a person has to decide."""
    if not proposal.parts:
        first = _("Der Wortlaut wurde nicht verstanden: Bitte das Ergebnis selbst auswählen.")
    elif proposal.certain:
        first = _("Aus dem Wortlaut vorgeschlagen: Bitte prüfen.")
    else:
        first = _("Aus dem Wortlaut nur zum Teil vorgeschlagen: Bitte prüfen und ergänzen.")
    return [str(first), *proposal.hints]


class CorrectForm(ResultForm):
    """The right result instead of the published one."""

    field_order = ["reason"]

    reason = LawProse(label=_("Begründung der Berichtigung"), rows=3)


class ConfirmForm(StepForm):
    """What the minutes say, filled in with what was published."""

    minutes = One(
        label=_("Niederschrift"),
        queryset=Minutes.objects.none(),
        required=False,
        empty_label=_("Bitte wählen"),
    )
    reference = LawLine(
        label=_("Niederschrift (Fundstelle)"),
        help_text=_("Zum Beispiel: Niederschrift 7/2026."),
    )
    page = Line(label=_("Seite"), max_length=20, required=False)
    outcome = forms.ChoiceField(label=_("Ergebnis"), choices=Outcome.choices)
    manner = forms.ChoiceField(
        label=_("Abstimmung"), choices=with_blank(Consultation.Manner.choices), required=False
    )
    votes_for = Count(label=_("Ja-Stimmen"), required=False)
    votes_against = Count(label=_("Nein-Stimmen"), required=False)
    abstentions = Count(label=_("Enthaltungen"), required=False)

    def known(self) -> dict[str, Any]:
        names = ("outcome", "manner", "votes_for", "votes_against", "abstentions")
        return {name: getattr(self.item, name, None) for name in names}

    def prepare(self) -> None:
        """Minutes that are entered are chosen; a sitting of no calendar names them in words."""
        meeting = getattr(self.item, "meeting_id", None)
        known = Minutes.objects.filter(meeting=meeting).order_by("-version") if meeting else None
        if known is not None and known.exists():
            self.among("minutes", known)
            self.initial["minutes"] = known[0].pk
            del self.fields["reference"]
        else:
            del self.fields["minutes"]
