"""Which measures a page of plan and actual counts, and the list behind each number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.components import Link
from core.figures import Figures
from core.models import Measure, Person
from core.querysets import VERDICTS
from core.requests import PersonRequest
from core.steps import Verdict
from core.templatetags.laufzettel import money
from core.views.links import link

from .links import measures_url

LONG = ("description", "justification", "gender_aspects", "climate_statement", "final_report")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Measures the person may see, by decision, `within` a plan or a field of action."""

    person: Person
    verdict: Verdict
    within: dict[str, int]

    @classmethod
    def of(cls, request: PersonRequest, **within: int) -> Selection:
        """As the address says; what is decided unless it asks for something else."""
        asked = request.GET.get("verdict", "")
        verdict = Verdict(asked) if asked in Verdict.values else Verdict.DECIDED
        return cls(person=request.user, verdict=verdict, within=within)

    def measures(self, *related: str) -> list[Any]:
        """Those selected, each row and its sub-records read once, whatever their number."""
        rows = self._seen().filter(VERDICTS[self.verdict]).with_light().defer(*LONG)
        read = rows.select_related("field").prefetch_related("cost_lines", *related)
        return list(read.order_by("reference"))

    def url(self, **more: Any) -> str:
        """The list of just these measures, or of some of them."""
        return measures_url(**self.within, verdict=self.verdict.value, **more)

    def frame(self, sums: Figures) -> dict[str, Any]:
        """What every such page begins with: the choice and the sums of what is chosen."""
        return {
            "on": localdate(),
            "tabs": self._tabs(),
            "number": sums.number,
            "facts": [
                (_("Maßnahmen"), link(self.url(), str(sums.number))),
                (_("Plan"), money(sums.planned)),
                (_("Ist"), money(sums.actual)),
            ],
        }

    def _seen(self) -> Any:
        return Measure.objects.visible_to(self.person).filter(**self.within)

    def _tabs(self) -> list[Link]:
        """One for each verdict, with the number of measures there."""
        counts = {each.value: Count("pk", filter=which) for each, which in VERDICTS.items()}
        found = self._seen().order_by().aggregate(**counts)
        return [
            Link(
                label=str(capfirst(each.label)),
                url=f"?verdict={each.value}",
                current=each == self.verdict,
                count=found[each.value],
            )
            for each in Verdict
        ]
