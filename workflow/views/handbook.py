"""The handbook: how a measure travels, generated from the law it travels by."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import deadlines
from core.access import RIGHTS
from core.components import Column
from core.deadlines import ORDINARY_INTERVAL
from core.handbook import Row, names, rows
from core.models import (
    CoSignatureRule,
    DeadlineRule,
    Membership,
    Organization,
    Provision,
    RoutingRule,
)
from core.requests import PersonRequest
from core.routing_report import condition_of
from core.rules import RULES
from core.steps import FINAL, Status
from core.templatetags.laufzettel import day, status_badge
from workflow.picture import lifecycle_svg

YEAR = dt.timedelta(days=365)


@login_required
@require_safe
def handbook(request: PersonRequest) -> HttpResponse:
    """Everything a clerk may want to look up, on one page."""
    context = {
        "picture": lifecycle_svg(),
        "states": {"columns": columns(_("Zustand"), _("Wie es weitergeht")), "rows": states()},
        "steps": {"columns": step_columns(), "rows": [step_cells(row) for row in rows()]},
        "rules": {"columns": columns(_("Regel"), _("Satz"), _("Klärt")), "rows": rules()},
        "roles": {"columns": columns(_("Rolle"), _("Rechte")), "rows": roles()},
        "interval": ORDINARY_INTERVAL.days,
    }
    context |= dated(on=localdate()) | timed(on=localdate())
    return render(request, "workflow/handbook.html", context)


def dated(*, on: dt.date) -> dict[str, Any]:
    """The dated rules and legal grounds in force that day."""
    who, ground, until = _("Stelle"), _("Grundlage"), _("gültig bis")
    routing = RoutingRule.objects.valid(on=on).select_related("organization", "field")
    signing = CoSignatureRule.objects.valid(on=on).select_related("organization", "field")
    grounds = Provision.objects.valid(on=on)
    return {
        "routing": {
            "columns": columns(who, _("Rolle"), _("Bedingung"), ground, until),
            "rows": [[r.organization, r.get_role_display(), *_dated(r)] for r in routing],
        },
        "signing": {
            "columns": columns(who, _("Frist in Werktagen"), _("Bedingung"), ground, until),
            "rows": [[r.organization, r.working_days, *_dated(r)] for r in signing],
        },
        "grounds": {
            "columns": columns(_("Wofür"), _("Paragraf"), _("Inhalt")),
            "rows": [[g.get_key_display(), g.paragraph, g.text] for g in grounds],
        },
    }


def timed(*, on: dt.date) -> dict[str, Any]:
    """How long tasks may take by the rules of that day, and the free days of a year from then."""
    rules = DeadlineRule.objects.valid(on=on).select_related("organization")
    labels = _("Aufgabe"), _("Stelle"), _("Frist in Werktagen"), _("Erinnerung vorher")
    free = deadlines.free_days(on, on + YEAR, language=get_language() or "de")
    return {
        "deadlines": {
            "columns": columns(*labels, _("Grundlage"), _("gültig bis")),
            "rows": [_timed(rule) for rule in rules],
        },
        "free": {
            "columns": columns(_("Tag"), _("Anlass")),
            "rows": [[date_format(each, "D, d.m.Y"), name] for each, name in free],
        },
    }


def _timed(rule: DeadlineRule) -> list[Any]:
    where = rule.organization or _("alle")
    until = day(rule.valid_to) if rule.valid_to else "–"
    days = rule.working_days, rule.remind_before
    return [rule.get_duty_display(), where, *days, rule.reason, until]


def _dated(rule: RoutingRule | CoSignatureRule) -> list[str]:
    return [condition_of(rule), rule.reason, day(rule.valid_to) if rule.valid_to else "–"]


def columns(*labels: str) -> list[Column]:
    return [Column(label=label) for label in labels]


def states() -> list[list[Any]]:
    """Each state with the steps that lead on from it, or that it is an end."""
    return [[status_badge(status, str(status.label)), leads_to(status)] for status in Status]


def leads_to(status: Status) -> str:
    if status in FINAL:
        return _("Ende: Die Maßnahme bleibt lesbar, ein Schritt führt nur noch zur Berichtigung.")
    moving = [row for row in rows() if status in row.step.sources and row.step.targets]
    return _("weiter durch: %(steps)s") % {"steps": ", ".join(row.label for row in moving)}


def step_columns() -> list[Column]:
    told = _("Wird benachrichtigt")
    return columns(_("Schritt"), _("Wer"), _("Von"), _("Nach"), _("Regeln"), told)


def step_cells(row: Row) -> list[Any]:
    name = format_html('{}<br><span class="lz-muted">{}</span>', row.label, row.explanation)
    who = ", ".join(names(row.step))
    return [name, who, row.sources, row.targets, _numbers(row) or "–", row.tells or "–"]


def _numbers(row: Row) -> SafeString:
    """The numbers of the rules, none of them parted at the end of a line."""
    numbers = ((rule.number,) for rule in row.step.rules)
    return format_html_join(", ", '<span class="lz-nowrap">{}</span>', numbers)


def rules() -> list[list[str]]:
    """Each rule by number, in the order of its numbers."""
    ordered = sorted(RULES.items())
    return [[number, str(rule.sentence), str(rule.resolved_by.label)] for number, rule in ordered]


def roles() -> list[list[str]]:
    """Each role with what it may do on its own organization."""
    names = dict(Organization._meta.permissions)
    return [
        [str(role.label), ", ".join(str(names[right]) for right in RIGHTS[role])]
        for role in Membership.Role
    ]
