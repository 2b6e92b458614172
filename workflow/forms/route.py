"""The resolution paper and its route, with what helps to find the right one."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core import route_check, route_suggestion
from core.formfields import DayField
from core.models import Consultation, Organization, RouteTemplate
from core.route_suggestion import Proposed

from .bodies import bodies
from .fields import Count, LawProse, Line, Many, One, Prose
from .steps import Row, StepForm, rows

Role = Consultation.Role
PAPER = ("title", "motion", "climate_result", "annexes")
EMPTY = 3


class StationRow(Row):
    """One station of the route. Stations of equal order are heard in parallel."""

    tells = ("organization",)

    organization = One(label=_("Gremium"), queryset=Organization.objects.none())
    role = forms.ChoiceField(label=_("Rolle"), choices=Role.choices, initial=Role.ADVICE)
    order = Count(label=_("Reihenfolge"), min_value=1, max_value=99, initial=1)
    meeting_on = DayField(label=_("Sitzung am"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        field.choices = self.step_form.body_choices
        field.queryset = bodies()
        self.fields["order"].initial = self.step_form.next_order


class SectionRow(Row):
    """One section of the paper's text."""

    tells = ("heading", "text")

    heading = Line(label=_("Überschrift"))
    text = Prose(label=_("Text"), rows=3)


class RouteForm(StepForm):
    """The resolution paper and its way through the bodies."""

    checks_route = True
    aids = (
        ("vorschlag", _("Vorschlag nach den Regeln")),
        ("vorlage", _("Vorlage übernehmen")),
        ("pruefen", _("Beratungsfolge prüfen")),
    )
    grids = {
        "stations": rows(
            StationRow, caption=_("Beratungsfolge"), more=_("Station hinzufügen"), extra=EMPTY
        ),
        "sections": rows(
            SectionRow,
            caption=_("Abschnitte der Drucksache"),
            more=_("Abschnitt hinzufügen"),
            extra=1,
        ),
    }

    title = Line(label=_("Titel der Drucksache"), max_length=300)
    motion = LawProse(label=_("Antragstext"), help_text=_("Wortlaut, über den abgestimmt wird."))
    climate_result = Prose(label=_("Ergebnis der Klimawirkungsprüfung"), rows=2, required=False)
    annexes = Count(label=_("Anzahl der Anlagen"), max_value=999, required=False)
    template = One(
        label=_("Vorlage der Beratungsfolge"),
        queryset=RouteTemplate.objects.none(),
        required=False,
        empty_label=_("keine Vorlage"),
    )
    copies = Many(label=_("Zur Kenntnis an"), queryset=Organization.objects.none())
    reprint_reason = Prose(label=_("Begründung der Neufassung"), rows=2, required=False)
    exception_reason = Prose(
        label=_("Ausnahme von den Regeln der Beratungsfolge"),
        rows=2,
        required=False,
        help_text=_("Nur wenn nötig. Eine zweite Person muss dann in die Beratungsfolge geben."),
    )

    def known(self) -> dict[str, Any]:
        measure, paper = self.measure, self.measure.paper
        exception = {"exception_reason": measure.exception_reason}
        if paper is None:
            return {"title": measure.title, "annexes": 0} | exception
        copies = [each.pk for each in paper.copies.all()]
        known: dict[str, Any] = {name: getattr(paper, name) for name in PAPER}
        return known | {"copies": copies, "reprint_reason": paper.reprint_reason} | exception

    def known_rows(self, name: str) -> list[dict[str, Any]]:
        """The paper as it stands; a route gone before leads to the same bodies on new days."""
        paper = self.measure.paper
        if name == "sections":
            texts = paper.sections.items() if paper else ()
            return [{"heading": heading, "text": text} for heading, text in texts]
        return [
            {
                "organization": station.organization_id,
                "role": station.role,
                "order": station.order,
                "meeting_on": None if station.closed_at else station.meeting_on,
            }
            for station in self.measure.planned_stations
            if station.continues_id is None
        ]

    def prepare(self) -> None:
        self.body_choices = [("", _("Bitte wählen")), *((each.pk, str(each)) for each in bodies())]
        known = [station.order for station in self.measure.planned_stations]
        self.next_order = max(known, default=0) + 1
        self.among("copies", bodies())
        self.among("template", RouteTemplate.objects.valid(on=localdate()))
        paper = self.measure.paper
        if paper is None or not paper.released_at:
            del self.fields["reprint_reason"]

    def is_valid(self) -> bool:
        """Two sections of the same name would be one: the second is to be renamed first."""
        valid = super().is_valid()
        headings = [row["heading"] for row in self.rows["sections"].answers()] if valid else []
        for twice in sorted({each for each in headings if headings.count(each) > 1}):
            message = _("Zwei Abschnitte heißen „%(name)s“: Bitte einen davon umbenennen.")
            self.add_error(None, message % {"name": twice})
        return valid and not self.errors

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        answers.pop("template", None)
        sections = {row["heading"]: row["text"] for row in answers["sections"]}
        return answers | {"sections": sections, "annexes": answers["annexes"] or 0}

    def revised(self) -> RouteForm | None:
        """The form with a proposed route, or only checked; nothing else that was typed changes."""
        if "vorschlag" in self.data:
            return self._with(route_suggestion.suggested_route(self.measure))
        if "vorlage" in self.data:
            chosen = self.fields["template"].clean(self.data.get("template"))
            return self._with(route_suggestion.from_template(chosen)) if chosen else self._again()
        return self._again() if "pruefen" in self.data else None

    def _with(self, proposed: list[Proposed]) -> RouteForm:
        data = cast(QueryDict, self.data).copy()
        for name in [name for name in data if name.startswith("stations-")]:
            del data[name]
        data["stations-TOTAL_FORMS"] = str(len(proposed) + EMPTY)
        data["stations-INITIAL_FORMS"] = "0"
        for number, each in enumerate(proposed):
            data[f"stations-{number}-organization"] = str(each.organization.pk)
            data[f"stations-{number}-role"] = each.role
            data[f"stations-{number}-order"] = str(each.order)
        return self._again(data)

    def _again(self, data: QueryDict | None = None) -> RouteForm:
        return type(self)(data or self.data, measure=self.measure, item=self.item, actor=self.actor)

    @property
    def findings(self) -> list[route_check.Violation]:
        """What stands against the route as it is typed now; nothing before anything is known."""
        if self.is_bound:
            self.is_valid()
            found = [row.cleaned_data for row in self.rows["stations"].forms if _is_whole(row)]
            copies = self.cleaned_data.get("copies") or []
            stations = [Consultation(**values) for values in found]
            return route_check.check_route(route_check.as_planned(self.measure, stations, copies))
        return route_check.check_route(self.measure) if self.measure.planned_stations else []


def _is_whole(row: Any) -> bool:
    return row.is_valid() and row.has_changed() and bool(row.cleaned_data.get("organization"))
