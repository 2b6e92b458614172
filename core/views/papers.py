"""Papers (Drucksachen): of a concept for everybody here, of a measure for who sees the measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.components import Badge, Column, Link, Progress, Station
from core.models import Annex, Consultation, Paper, PaperLink
from core.navigation import holds
from core.paper_matter import annexes, concerning, newest, readable, related, versions
from core.paper_number import is_version, normal
from core.requests import PersonRequest
from core.templatetags.laufzettel import day

from .files import handed_over, size
from .interrupted import keeps_what_was_typed
from .links import link, measure_url, organization_url, paper_url

PAGE = 25
may_import = holds("release")


class PaperFilter(forms.Form):
    """What the list of papers is narrowed by; it stands in the address."""

    text = forms.CharField(label=gettext_lazy("Nummer oder Titel"), required=False, max_length=100)

    def narrow(self, rows: QuerySet[Paper]) -> QuerySet[Paper]:
        text = self.cleaned_data["text"] if self.is_valid() else ""
        return rows.filter(Q(reference__icontains=text) | Q(title__icontains=text))


@login_required
@require_safe
def papers(request: PersonRequest) -> HttpResponse:
    """All papers this person may read, newest first."""
    form = PaperFilter(request.GET)
    found = form.narrow(readable(request.user)).order_by("-dated", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    labels = _("Drucksache"), _("Titel"), _("Art"), _("Datum")
    context = {
        "form": form,
        "page": page,
        "columns": [Column(label=label) for label in labels],
        "rows": [_row(paper) for paper in page],
        "import_url": reverse("paper_import") if may_import(request.user) else "",
    }
    return render(request, "core/paper_list.html", context)


def _row(paper: Paper) -> list[Any]:
    number = link(paper_url(paper), paper.reference)
    return [number, paper.title, paper.get_kind_display(), day(paper.dated)]


class LinkForm(forms.Form):
    """Another paper this one belongs to."""

    reference = forms.CharField(
        label=gettext_lazy("Drucksachennummer"),
        max_length=40,
        help_text=gettext_lazy("Zum Beispiel 0383/2019 oder 0822/2026 N1."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Die andere ist"), choices=PaperLink.Kind)

    def __init__(self, *values: Any, paper: Paper, among: QuerySet[Paper]) -> None:
        super().__init__(*values)
        self.paper, self.among = paper, among

    def clean_reference(self) -> Paper:
        """The paper of that number, if it may be read and is another one."""
        number = normal(" ".join(self.cleaned_data["reference"].split()))
        found = self.among.filter(reference=number).first()
        if found is None:
            raise forms.ValidationError(_("Diese Drucksache gibt es hier nicht."))
        if found == self.paper:
            raise forms.ValidationError(_("Eine Drucksache verweist nicht auf sich selbst."))
        return found


@login_required
@require_safe
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """One paper: its head, its versions and annexes, its bodies, its sections."""
    return _shown(request, _readable(request, pk))


def _readable(request: PersonRequest, pk: int) -> Paper:
    known = readable(request.user).select_related("measure", "plan", "replaces", "supplements")
    return get_object_or_404(known, pk=pk)


def _shown(
    request: PersonRequest, row: Paper, form: LinkForm | None = None, status: int = 200
) -> HttpResponse:
    known = list(versions(row).filter(pk__in=readable(request.user)))
    stations = row.consultations.select_related("organization", "asked_as", "meeting")
    links = may_import(request.user)
    context = {
        "paper": row,
        "crumbs": [Link(label=_("Drucksachen"), url=reverse("papers"))],
        "facts": facts(row),
        "newest": newest(row, known),
        "version_columns": [
            Column(label=label) for label in (_("Drucksache"), _("Fassung"), _("Datum"), _("Grund"))
        ],
        "versions": [_version(each) for each in known] if len(known) > 1 else [],
        "annex_columns": [
            Column(label=label) for label in (_("Anlage"), _("Fassung"), _("Größe"), _("Sichtbar"))
        ],
        "annexes": [_annex(each) for each in _annexes(request, row, known)],
        "related": related(row, readable_by=request.user),
        "may_link": links,
        "form": form or LinkForm(paper=row, among=readable(request.user)) if links else None,
        "copies": row.copies.all(),
        "stations": [station(each) for each in stations.order_by("order", "pk")],
    }
    return render(request, "core/paper_detail.html", context, status=status)


def _version(row: Paper) -> list[Any]:
    """One version of the matter: what it is, of which day, and why it came."""
    if row.supplements_id:
        what, why = _("Ergänzung"), row.sections.get("Begründung", "")
    elif row.version:
        what, why = _("%(number)d. Neufassung") % {"number": row.version}, row.reprint_reason
    else:
        what = _("erste Fassung") if is_version(row.reference) else row.get_kind_display()
        why = ""
    return [link(paper_url(row), row.reference), what, day(row.dated), why]


def _annexes(request: PersonRequest, row: Paper, known: list[Paper]) -> list[Annex]:
    """All annexes for who is concerned by the paper, the public ones for everybody else."""
    found = annexes(row, known)
    concerned = concerning(request.user).filter(pk=row.pk).exists()
    return list(found if concerned else found.filter(public=True))


def _annex(row: Annex) -> list[Any]:
    name = link(reverse("annex", args=[row.pk]), str(row))
    public = _("öffentlich") if row.public else _("nichtöffentlich")
    return [name, row.version, size(row.size), public]


@login_required
@require_safe
def annex(request: PersonRequest, pk: int) -> FileResponse:
    """The file of an annex; one that is not public only for who is concerned by its paper."""
    may = Q(public=True) | Q(paper__in=concerning(request.user))
    known = Annex.objects.filter(may, paper__in=readable(request.user))
    return handed_over(get_object_or_404(known, pk=pk))


@keeps_what_was_typed
@require_POST
def paper_link(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that the paper belongs to another one."""
    row = _linkable(request, pk)
    form = LinkForm(request.POST, paper=row, among=readable(request.user))
    if not form.is_valid():
        return _shown(request, row, form, 422)
    other, kind = form.cleaned_data["reference"], form.cleaned_data["kind"]
    PaperLink.objects.get_or_create(paper=row, other=other, kind=kind)
    messages.success(request, _("Der Verweis auf %(paper)s ist notiert.") % {"paper": other})
    return redirect(f"{paper_url(row)}#links")


@login_required
@require_POST
def paper_unlink(request: PersonRequest, pk: int, key: int) -> HttpResponse:
    """Take a link away again, from either of its papers."""
    row = _linkable(request, pk)
    PaperLink.objects.filter(Q(paper=row) | Q(other=row), pk=key).delete()
    messages.success(request, _("Der Verweis ist entfernt."))
    return redirect(f"{paper_url(row)}#links")


def _linkable(request: PersonRequest, pk: int) -> Paper:
    row = _readable(request, pk)
    if not may_import(request.user):
        raise PermissionDenied
    return row


def facts(row: Paper) -> list[tuple[str, Any]]:
    """What stands in the head of a paper, and what it belongs to."""
    said: list[tuple[str, Any]] = [
        (_("Art"), row.get_kind_display()),
        (_("Nummer"), row.reference),
        (_("Organisationseinheit"), row.unit),
        (_("Ort und Datum"), f"{row.place}, {day(row.dated)}" if row.place else day(row.dated)),
        (_("Anlagen"), row.annexes),
    ]
    if row.measure:
        said.append((_("Maßnahme"), link(measure_url(row.measure), str(row.measure))))
    if row.plan:
        said.append((_("Handlungskonzept"), row.plan.title))
    if row.replaces:
        said.append((_("ersetzt"), link(paper_url(row.replaces), str(row.replaces))))
    if row.supplements:
        said.append((_("ergänzt"), link(paper_url(row.supplements), str(row.supplements))))
    if not row.public:
        said.append((_("Sichtbar"), _("nur für Beteiligte")))
    return said


def station(row: Consultation) -> Station:
    """A station as everybody reads it: what is recorded, but not published, is not said."""
    return Station(
        organization=asked(row),
        role=row.get_role_display(),
        day=row.meeting_on,
        sitting=sitting_url(row),
        progress=progress(row),
        result=result(row),
        url=organization_url(row.organization),
    )


def asked(row: Consultation) -> str:
    """The body as the paper names it, and the one that has taken its place since."""
    if row.asked_as is None:
        return str(row.organization)
    return _("%(old)s, heute: %(new)s") % {"old": row.asked_as, "new": row.organization}


def sitting_url(row: Consultation) -> str:
    """The sitting a station is planned for, if it stands in the calendar."""
    return reverse("meeting", args=[row.meeting_id]) if row.meeting_id else ""


def result(row: Consultation) -> Badge | None:
    return Badge(label=row.get_outcome_display(), tone="info") if row.published_at else None


def progress(row: Consultation) -> Progress:
    """Where a station stands: left out, settled, before its body, or still to come."""
    if row.dropped:
        return "skipped"
    if row.published_at or row.closed_at:
        return "done"
    return "current" if row.opened_at else "open"
