"""Money: sources with their yearly amounts, the treasury's word, applications and notices."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import rules as r
from core.cover import is_drawn_twice
from core.formfields import DayField, MoneyField
from core.models import BudgetItem, Document, FundingSource
from core.rules.sources import missing_in_notice
from workflow.models import Process
from workflow.money import NOTICE, STATED, ways
from workflow.refusals import Reason

from .fields import LawLine, LawOne, Line, One, Prose, with_blank
from .steps import KnownRow, StepForm, rows

State = FundingSource.State
AMOUNT = re.compile(r"amount_(20\d\d|2100)$")
EARLY = "early_start"
NOTED = {
    State.APPLIED: _("Antrag gestellt"),
    State.GRANTED: _("Bescheid oder Änderungsbescheid erhalten"),
    State.REFUSED: _("abgelehnt"),
    State.REVOKED: _("widerrufen"),
    State.EXPIRED: _("verfallen"),
    EARLY: _("vorzeitiger Maßnahmenbeginn genehmigt"),
    State.DRAWN: _("Mittel abgerufen"),
    State.ACCOUNTED: _("Verwendung nachgewiesen"),
}


def years_of(measure: Process, data: Iterable[str]) -> list[int]:
    """The years a table of amounts shows: those with costs or money, and those that were typed."""
    known = {part.year for source in measure.funding for part in source.amounts.all()}
    typed = {int(found[1]) for name in data if (found := AMOUNT.search(name))}
    return sorted({*measure.years, *known, *typed} or {localdate().year})


def add_amounts(form: forms.Form, years: Iterable[int]) -> None:
    """One small field of money for every year."""
    for year in years:
        label = gettext("%(year)d in Euro") % {"year": year}
        form.fields[f"amount_{year}"] = MoneyField(label=label, required=False, min_value=0)


def amounts_of(cleaned: dict[str, Any]) -> list[dict[str, Any]]:
    """The amounts that were given, and the fields taken out of the answers."""
    given = [(int(name[-4:]), cleaned.pop(name)) for name in list(cleaned) if AMOUNT.search(name)]
    return [{"year": year, "amount": amount} for year, amount in given if amount is not None]


def known_amounts(source: FundingSource) -> dict[str, Any]:
    return {f"amount_{part.year}": part.amount for part in source.amounts.all()}


class ShareField(MoneyField):
    """A share in percent."""

    default_error_messages = {
        "invalid": _("Bitte geben Sie einen Anteil in Prozent ein, zum Beispiel 90 oder 33,5.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 5, "min_value": 0, "max_value": 100} | options)


class SourceRow(KnownRow):
    """A source of funding with its amounts by year."""

    tells = ("name",)

    kind = forms.ChoiceField(label=_("Art"), choices=FundingSource.Kind.choices)
    name = Line(label=_("Bezeichnung"))
    cover = Line(label=_("Deckung durch"), required=False)
    budget_item = One(
        label=_("Haushaltsposition"),
        queryset=BudgetItem.objects.all(),
        required=False,
        empty_label=_("keine"),
    )
    share = ShareField(label=_("Anteil in %"), required=False)
    application_due = DayField(label=_("Antrag bis"), required=False)
    drawing_due = DayField(label=_("Abruf bis"), required=False)
    proof_due = DayField(label=_("Verwendungsnachweis bis"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.fields["budget_item"]
        item.widget.choices = self.step_form.budget_choices
        add_amounts(self, self.step_form.years)
        amounts = [name for name in self.fields if AMOUNT.search(name)]
        self.order_fields(["pk", "kind", "name", "budget_item", *amounts])

    def has_changed(self) -> bool:
        """Also a new row without its name that says something else, which must not get lost."""
        new = not self.data.get(self.add_prefix("pk"))
        more = [name for name in self.fields if name not in ("pk", "kind")]
        typed = any(str(self.data.get(self.add_prefix(name), "")).strip() for name in more)
        return super().has_changed() or (new and typed)

    def clean(self) -> dict[str, Any]:
        """Money beyond the plan says what it is covered by."""
        cleaned = super().clean() or self.cleaned_data
        beyond = cleaned.get("kind") == FundingSource.Kind.OVER_PLAN
        if beyond and not cleaned.get("cover") and "cover" not in self.errors:
            self.add_error("cover", str(r.typed_sources_name_cover.sentence))
        return cleaned

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        return answers | {"amounts": amounts_of(answers)}


class SourcesForm(StepForm):
    """All sources of a measure.

    A confirmed one that is changed has to be confirmed anew; a planned one that is emptied goes.
    """

    wants_change = True
    grids = {
        "sources": rows(SourceRow, caption=_("Finanzierungsquellen"), more=_("Quelle hinzufügen"))
    }

    def prepare(self) -> None:
        self.years = years_of(self.measure, self.data)
        items = BudgetItem.objects.all()
        self.budget_choices = [("", _("keine")), *((item.pk, str(item)) for item in items)]
        self.known_keys = {source.pk for source in self.measure.funding}

    def known_rows(self, name: str) -> list[dict[str, Any]]:
        return [
            {"pk": source.pk, **{each: getattr(source, each) for each in STATED}}
            | known_amounts(source)
            for source in self.measure.funding
        ]


class OfSource(StepForm):
    """A step about one source: that of the task or, where the task has none, the one chosen."""

    source = LawOne(label=_("Finanzierungsquelle"), queryset=FundingSource.objects.none())

    def prepare(self) -> None:
        self.among("source", self._sources())
        if self.item is not None:
            del self.fields["source"]

    def _sources(self) -> QuerySet[FundingSource]:
        return FundingSource.objects.filter(measure=self.measure.pk)


class ConfirmForm(OfSource):
    """The treasury's word on a source."""

    answer = forms.ChoiceField(
        label=_("Entscheidung"),
        choices=[
            ("confirm", _("Bestätigen")),
            ("conditional", _("Unter Vorbehalt bestätigen")),
            ("refuse", _("Ablehnen")),
        ],
        widget=forms.RadioSelect,
    )
    condition = Prose(
        label=_("Vorbehalt"),
        rows=2,
        required=False,
        help_text=_("Nötig bei einer Bestätigung unter Vorbehalt."),
    )
    note = Prose(label=_("Anmerkung"), rows=2, required=False)

    def prepare(self) -> None:
        """Of a source under a condition ask whether that is met now."""
        super().prepare()
        condition = getattr(self.item, "condition", "")
        if condition:
            answer: Any = self.fields["answer"]
            met = ("confirm", _("Bestätigen: Der Vorbehalt ist erfüllt"))
            answer.choices = [met, *answer.choices[1:]]
            said = gettext("Bisher unter Vorbehalt: %(condition)s")
            answer.help_text = said % {"condition": condition}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "conditional" and not cleaned.get("condition"):
            self.add_error("condition", _("Bitte den Vorbehalt nennen."))
        return cleaned


class NoteForm(OfSource):
    """What became of an application, with its evidence."""

    what = forms.ChoiceField(label=_("Eintragen"), choices=with_blank(NOTED.items()))
    evidence = LawLine(label=_("Nachweis"), help_text=_("Schreiben, Aktenzeichen oder Fundstelle."))
    evidence_document = One(
        label=_("Nachweis als Unterlage"), queryset=Document.objects.none(), required=False
    )
    drawn_amount = MoneyField(
        label=_("Abgerufener Betrag in Euro"),
        min_value=Decimal("0.01"),
        required=False,
        help_text=_("Nur beim Abruf; leer: alles, was noch abzurufen ist."),
    )
    drawn_on = DayField(label=_("Abgerufen am"), required=False, help_text=_("Nur beim Abruf."))
    notice_number = Line(label=_("Aktenzeichen des Bescheids"), max_length=100, required=False)
    notice_on = DayField(label=_("Bescheid vom"), required=False)
    period_from = DayField(label=_("Bewilligungszeitraum ab"), required=False)
    period_to = DayField(label=_("Bewilligungszeitraum bis"), required=False)
    share = ShareField(label=_("Anteil in %"), required=False)
    application_due = DayField(label=_("Antrag bis"), required=False)
    drawing_due = DayField(label=_("Abruf bis"), required=False)
    proof_due = DayField(label=_("Verwendungsnachweis bis"), required=False)
    starts_on = DayField(
        label=_("Vorzeitiger Beginn ab"),
        required=False,
        help_text=_("Nur beim vorzeitigen Maßnahmenbeginn."),
    )

    def clean_drawn_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["drawn_on"]
        if day and day > localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Zukunft."))
        return day

    def clean(self) -> dict[str, Any]:
        """An amount that is no drawing is asked about, not dropped."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("drawn_amount") and cleaned.get("what") != State.DRAWN:
            said = _("Ein Betrag gehört nur zu „Mittel abgerufen“. Bitte leeren oder ändern.")
            self.add_error("drawn_amount", said)
        return cleaned

    def refuse(self, reasons: list[Reason]) -> None:
        """Every missing fact of a notice is told at its field."""
        told = any(each.number == r.notice_is_whole.number for each in reasons)
        missing = missing_in_notice(self._source, self.cleaned_data) if told else []
        super().refuse(reasons)
        for name in missing:
            self.add_error(name, str(r.notice_is_whole.sentence))

    @property
    def _source(self) -> FundingSource:
        found: FundingSource = self.item or self.cleaned_data["source"]
        return found

    def field_of(self, number: str) -> str | None:
        """A double drawing is told at its evidence, one that is too much at its amount."""
        evidence = self.cleaned_data["evidence"]
        doubled = number == "R-67" and is_drawn_twice(self._source, evidence)
        return "evidence" if doubled else super().field_of(number)

    def known(self) -> dict[str, Any]:
        if self.item is None:
            return {}
        return {name: getattr(self.item, name) for name in NOTICE} | known_amounts(self.item)

    def prepare(self) -> None:
        """Of a source show what may come next."""
        super().prepare()
        what: Any = self.fields["what"]
        what.widget.choices = with_blank(self._next())
        self.among("evidence_document", Document.objects.filter(measure=self.measure.pk))
        if not getattr(self.item, "is_secured", False) or self.item.is_external:
            add_amounts(self, years_of(self.measure, self.data))

    def _next(self) -> list[tuple[str, Any]]:
        if self.item is None:
            return list(NOTED.items())
        known = (*ways(self.item), *([EARLY] if self.item.is_awaited else []))
        return [(name, label) for name, label in NOTED.items() if name in known]

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        amounts = amounts_of(answers)
        return answers | ({"amounts": amounts} if amounts else {})
