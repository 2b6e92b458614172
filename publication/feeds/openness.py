"""What anybody may read without logging in: papers, items of agendas, published results."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core.models import AgendaItem, Consultation, Measure, Meeting, Organization, Paper
from publication.council_report.material import VOTED

Part = AgendaItem.Part


def sittings(body: Organization) -> QuerySet[Meeting]:
    """Those with a public part; who votes by circulation does not sit."""
    public = Meeting.objects.of(body).filter(public=True)
    return public.exclude(form=Meeting.Form.CIRCULATION)


def items() -> QuerySet[AgendaItem]:
    """Items of the public part whose paper and measure are public.

    Who wants to amend a hidden one stays hidden with it.
    """
    station = Q(station=None) | _open("station__measure") & Q(station__paper__in=_papers())
    paper = Q(paper=None) | Q(paper__in=_papers())
    told = AgendaItem.objects.filter(station, paper, part=Part.PUBLIC, meeting__public=True)
    return told.filter(Q(parent=None) | Q(parent__in=told.values("pk")))


def _open(measure: str) -> Q:
    """Of no measure, or of one anybody may know of."""
    known = Measure.objects.open_to_all().values("pk")
    return Q(**{measure: None}) | Q(**{f"{measure}__in": known})


def _papers() -> QuerySet[Any, Any]:
    return Paper.objects.filter(_open("measure"), public=True).values("pk")


def results() -> QuerySet[Consultation]:
    """Published results of stations of public papers.

    Votes a public council report names, and what was said on an item of a public part. What ever
    stood in a closed part stays there.
    """
    here = AgendaItem.objects.filter(station=OuterRef("pk"), meeting=OuterRef("meeting"))
    public = here.filter(part=Part.PUBLIC, meeting__public=True)
    closed = AgendaItem.objects.filter(station=OuterRef("pk"), part=Part.CLOSED)
    voted = Q(role=Consultation.Role.DECISION, outcome__in=VOTED)
    sat = Q(meeting=None) | Q(meeting__public=True)
    rows = Consultation.objects.filter(published_at__isnull=False, paper__in=_papers())
    return rows.filter(_open("measure"), voted | Q(Exists(public)), sat, ~Exists(closed))


def settled(body: Organization) -> QuerySet[AgendaItem]:
    """The items of a body's public sittings with a published result, where it was reached."""
    own = Q(station=None, published_at__isnull=False)
    heard = Q(station__meeting=F("meeting"), station__organization=body)
    told = items().filter(own | heard & Q(station__in=results().values("pk")))
    return told.filter(meeting__in=sittings(body).values("pk"))
