"""What belongs to a paper: who may read it, its other versions, its annexes, its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from .access import organizations
from .models import Annex, Consultation, Measure, Paper, PaperLink
from .paper_number import is_version, matter
from .querysets import INTERNAL

if TYPE_CHECKING:
    from .models import Person

MANAGES = ("check", "release")
TREATS = ("record", "view_internal")


def readable(person: Person) -> QuerySet[Paper]:
    """The papers a person may read.

    A paper of a measure shows to who sees the measure. One that is not public shows only to who is
    concerned by it, whatever may be known of its measure.
    """
    visible = Measure.objects.visible_to(person)
    open_to_all = Paper.objects.filter(Q(measure=None) | Q(measure__in=visible))
    return open_to_all.filter(Q(public=True) | _concerns(person))


def concerning(person: Person) -> QuerySet[Paper]:
    """The papers whose non-public parts a person may read, too."""
    return Paper.objects.filter(_concerns(person))


def _concerns(person: Person) -> Q:
    """Lead and office of its measure, the bodies it is put before, any office without a measure."""
    held = organizations(person)

    def among(permissions: tuple[str, ...]) -> set[int]:
        return set().union(*(held.get(name, set()) for name in permissions))

    office = among(MANAGES)
    stations = Consultation.objects.filter(paper=OuterRef("pk"), opened_at__isnull=False)
    concerned = Q(measure__lead__in=among(INTERNAL)) | Q(measure__office__in=office)
    if bodies := among(TREATS):
        concerned |= Q(Exists(stations.filter(organization__in=bodies)))
    return concerned | Q(measure=None) if office else concerned


def versions(paper: Paper) -> QuerySet[Paper]:
    """All papers of its matter in the order they came: the first, reprints and supplements."""
    number = matter(paper.reference)
    same = Q(reference=number) | Q(reference__startswith=f"{number} ")
    return Paper.objects.filter(same).order_by("pk")


def newest(paper: Paper, known: list[Paper]) -> Paper:
    """The version in force of a paper; a supplement or a question is replaced by none."""
    if not is_version(paper.reference):
        return paper
    others = [each for each in known if is_version(each.reference)]
    return max([paper, *others], key=lambda each: each.version)


def annexes(paper: Paper, known: list[Paper]) -> QuerySet[Annex]:
    """Its annexes and those of the versions it replaces, by number, the newest file first."""
    rows = {each.pk: each for each in known}
    chain, older = [paper.pk], paper.replaces_id
    while older in rows:
        chain.append(older)
        older = rows[older].replaces_id
    return Annex.objects.filter(paper__in=chain).order_by("number", "-paper", "-version")


@dataclass(frozen=True)
class Related:
    """A paper linked with another one, seen from that one."""

    key: int
    kind: str
    paper: Paper


def related(paper: Paper, *, readable_by: Person) -> list[Related]:
    """What a paper is linked with in either direction, as far as the person may read it."""
    links = PaperLink.objects.filter(Q(paper=paper) | Q(other=paper))
    found = list(links.select_related("paper", "other").order_by("pk"))
    seen = readable(readable_by).filter(
        pk__in=[key for link in found for key in (link.paper_id, link.other_id)]
    )
    open_ones = set(seen.values_list("pk", flat=True))
    pairs = [
        Related(link.pk, link.seen_from(paper), link.other if link.paper == paper else link.paper)
        for link in found
    ]
    return [each for each in pairs if each.paper.pk in open_ones]
