"""Carrying out and ending: milestones, progress, completion, abortion, documents."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.deviations import deviations
from core.formfields import DayField, MoneyField
from core.models import Measure, ProgressReport

from .fields import Count, LawChoice, LawProse, Line, Prose, Upload
from .steps import KnownRow, StepForm, rows

LONGEST_NAME = 200
# What the page says after none, one, two, three and more sentences.
LEFT = _("noch 3 Sätze|noch 2 Sätze|noch 1 Satz|noch 0 Sätze|zu lang: höchstens drei Sätze")
LARGEST_FILE = 20 * 1024 * 1024


class MilestoneRow(KnownRow):
    """A milestone: planned, reached or waived."""

    tells = ("title", "planned_on")

    title = Line(label=_("Meilenstein"))
    planned_on = DayField(label=_("Geplant am"))
    done_on = DayField(label=_("Erreicht am"), required=False)
    waived = Line(label=_("Entfällt, weil"), max_length=300, required=False)

    def clean_done_on(self) -> dt.date | None:
        done: dt.date | None = self.cleaned_data["done_on"]
        if done and done > localdate():
            raise forms.ValidationError(_("Der Tag liegt in der Zukunft."))
        return done


class MilestonesForm(StepForm):
    """The milestones and who answers for them. An emptied row is removed."""

    grids = {
        "milestones": rows(
            MilestoneRow, caption=_("Meilensteine"), more=_("Meilenstein hinzufügen")
        )
    }

    responsible = Line(label=_("Verantwortliche Person"), required=False)

    def known(self) -> dict[str, Any]:
        return {"responsible": self.measure.responsible}

    def prepare(self) -> None:
        self.known_keys = {milestone.pk for milestone in self.measure.milestone_list}

    def known_rows(self, name: str) -> list[dict[str, Any]]:
        names = MilestoneRow.base_fields
        return [
            {each: getattr(milestone, each) for each in names}
            for milestone in self.measure.milestone_list
        ]


class ReportForm(StepForm):
    """How it stands, in three sentences."""

    light = LawChoice(
        label=_("Ampel"), choices=ProgressReport.Light.choices, widget=forms.RadioSelect
    )
    text = LawProse(label=_("Sachstand"), help_text=_("Höchstens drei Sätze."))
    text.widget.attrs["data-sentences"] = LEFT
    progress = Count(
        label=_("Fortschritt in %"),
        max_value=100,
        required=False,
        help_text=_("Leer: wie im letzten Bericht."),
    )
    actual_cost = MoneyField(label=_("Ist-Kosten in Euro"), min_value=0, required=False)
    next_step = Line(label=_("Nächster Schritt"), max_length=300, required=False)
    deviates = forms.BooleanField(
        label=_("Weicht inhaltlich vom Beschluss ab"),
        required=False,
        help_text=_("Dann prüft das Büro, ob ein Folgebeschluss nötig ist."),
    )

    def known(self) -> dict[str, Any]:
        """What came back is there to be mended; otherwise nothing is said yet."""
        back = self.measure.returned_report
        return {name: getattr(back, name) for name in self.base_fields} if back else {}

    def field_of(self, number: str) -> str | None:
        """What makes a report incomplete: first of all the light, if there is none."""
        lightless = number == "R-44" and not self.cleaned_data.get("light")
        return "light" if lightless else super().field_of(number)


class ApproveReportForm(StepForm):
    """The office's word on a report."""

    answer = forms.ChoiceField(
        label=_("Entscheidung"),
        choices=[("approve", _("Abnehmen")), ("return", _("Mit Rückmeldung zurückgeben"))],
        initial="approve",
        widget=forms.RadioSelect,
    )
    remark = Prose(label=_("Rückmeldung"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "return" and not cleaned.get("remark"):
            self.add_error("remark", _("Bitte schreiben Sie, was fehlt."))
        return cleaned


class FurtherDecisionForm(StepForm):
    """Why what was decided is not enough any more."""

    reason = LawProse(label=_("Begründung"))
    deviation = LawProse(label=_("Abweichung vom Beschluss"))

    def known(self) -> dict[str, Any]:
        """The deviations that can be told from plan and report."""
        return {"deviation": "\n".join(deviations(self.measure, on=localdate()))}


class CompletionForm(StepForm):
    """What was reached and what it cost."""

    completion = forms.ChoiceField(
        label=_("Abschluss"),
        choices=Measure.Completion.choices,
        initial=Measure.Completion.ACHIEVED,
        widget=forms.RadioSelect,
    )
    final_report = LawProse(label=_("Abschlussbericht"), rows=6)
    actual_cost = MoneyField(label=_("Ist-Kosten in Euro"), min_value=0, required=False)

    def known(self) -> dict[str, Any]:
        measure = self.measure
        return {"final_report": measure.final_report, "actual_cost": measure.actual_cost}


class AbortForm(StepForm):
    """Why it ends, and on whose decision."""

    reason = LawProse(label=_("Begründung"))
    decision_reference = Line(
        label=_("Beschluss"),
        required=False,
        help_text=_("Nötig, wenn ein Gremium über die Maßnahme beschlossen hatte."),
    )


class UploadForm(StepForm):
    """A form that brings a file along."""

    file = Upload(label=_("Datei"), max_length=LONGEST_NAME, help_text=_("Höchstens 20 MB."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Die Datei ist größer als 20 MB."))
        return file


class AnnexForm(UploadForm):
    """An annex of the paper; the same number again makes a new version."""

    field_order = ["number", "title", "public", "file"]

    number = Count(
        label=_("Nummer der Anlage"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("Gleiche Nummer: Die Datei wird eine neue Fassung derselben Anlage."),
    )
    title = Line(label=_("Titel der Anlage"))
    public = forms.BooleanField(label=_("öffentlich"), required=False, initial=True)


class AttachForm(UploadForm):
    """A document; the same title again makes a new version."""

    field_order = ["title", "file"]

    title = Line(
        label=_("Titel der Unterlage"),
        help_text=_("Gleicher Titel: Die Datei wird eine neue Fassung derselben Unterlage."),
    )
