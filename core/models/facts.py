"""What a measure knows of its sub-records, for the rules and for the flow."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from core import cover, routing
from core.lifecycle import Lifecycle
from core.rule import Act
from core.steps import BEFORE_DECISION, FINAL, Status

from .cosignature import CoSignature, CoSignatureRule
from .following import Order, ReportRequest
from .funding import BudgetYear, CostLine, FundingSource
from .implementation import Milestone, ProgressReport
from .journal import digest_of
from .meeting import Minutes
from .organisation import Organization
from .paper import Consultation, Paper
from .plan import Goal
from .routing import RoutingRule
from .second_look import SecondLook


class Facts(Lifecycle):
    """The questions of the law to a measure. Sub-records are read after the row is locked.

    Whoever writes one calls `forget`.
    """

    TEXT = (
        "title",
        "description",
        "justification",
        "gender_aspects",
        "climate_statement",
        "no_costs",
    )

    if TYPE_CHECKING:
        # declared by Measure, or put there by the sub-records' foreign keys
        act: Act
        pk: Any
        goals: Any
        cost_lines: Any
        sources: Any
        cosignatures: Any
        consultations: Any
        milestones: Any
        reports: Any
        orders: Any
        requests: Any
        papers: Any
        second_looks: Any
        text_seal: str
        in_force: bool
        decided_on: Any
        actual_cost: Decimal | None

    class Meta:
        abstract = True

    # ---- sub-records, read once per action --------------------

    @cached_property
    def goal_list(self) -> list[Goal]:
        return list(self.goals.all())

    @cached_property
    def cost_table(self) -> list[CostLine]:
        return list(self.cost_lines.all())

    @cached_property
    def funding(self) -> list[FundingSource]:
        rows = self.sources.select_related("budget_item")
        return list(rows.prefetch_related("amounts", "drawings"))

    @cached_property
    def effective_years(self) -> set[int]:
        """The years whose budget is effective."""
        return set(BudgetYear.objects.filter(effective=True).values_list("year", flat=True))

    @cached_property
    def overdrafts(self) -> list[cover.Overdraft]:
        """What the source being judged would take from the budget beyond what is left of it."""
        return list(cover.overdrafts(self.act.item, until=self.act.on.year))

    @cached_property
    def signatures(self) -> list[CoSignature]:
        return list(self.cosignatures.select_related("organization"))

    @cached_property
    def stations(self) -> list[Consultation]:
        return list(
            self.consultations.select_related("organization", "asked_as", "minutes").order_by(
                "order", "pk"
            )
        )

    @cached_property
    def milestone_list(self) -> list[Milestone]:
        return list(self.milestones.all())

    @cached_property
    def pending_reports(self) -> list[ProgressReport]:
        return list(self.reports.filter(state=ProgressReport.State.SUBMITTED).order_by("pk"))

    @cached_property
    def newest_report(self) -> ProgressReport | None:
        """The last report that was not returned."""
        rows = self.reports.exclude(state=ProgressReport.State.RETURNED)
        newest: ProgressReport | None = rows.order_by("-written_at", "-pk").first()
        return newest

    @cached_property
    def returned_report(self) -> ProgressReport | None:
        """The very last report if it came back: it is to be written again."""
        last: ProgressReport | None = self.reports.order_by("-written_at", "-pk").first()
        return last if last and last.state == ProgressReport.State.RETURNED else None

    @cached_property
    def order_list(self) -> list[Order]:
        return list(self.orders.select_related("organization"))

    @cached_property
    def report_requests(self) -> list[ReportRequest]:
        """The reports that were asked for, in that order."""
        return list(self.requests.select_related("report").order_by("pk"))

    @cached_property
    def paper(self) -> Paper | None:
        """The newest version of the resolution paper; a supplement (E) is none."""
        versions = self.papers.filter(kind=Paper.Kind.RESOLUTION, supplements=None)
        newest: Paper | None = versions.order_by("-pk").first()
        return newest

    @cached_property
    def copied(self) -> list[Organization]:
        """The bodies that get a copy of the paper."""
        return list(self.paper.copies.all()) if self.paper else []

    @cached_property
    def demanded(self) -> list[RoutingRule]:
        """The routing rules that apply on the day of the action."""
        return routing.rules_for(self, on=self.act.on)  # type: ignore[arg-type]  # is a Measure

    @cached_property
    def signers(self) -> dict[int, CoSignatureRule | None]:
        """Who must co-sign on the day of the action, with the rule that says so."""
        return routing.required_signatures(self, on=self.act.on)  # type: ignore[arg-type]  # as above

    # ---- what the rules ask --------------------

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def was_decided(self) -> bool:
        """A body has decided on it at some time."""
        return self.decided_on is not None

    @property
    def last_round(self) -> list[CoSignature]:
        """The newest signature of each asked organization."""
        newest = {signature.organization_id: signature for signature in self.signatures}
        return [signature for signature in newest.values() if not signature.dropped_at]

    @property
    def open_signatures(self) -> list[CoSignature]:
        return [signature for signature in self.last_round if signature.is_open]

    @property
    def missing_signatures(self) -> set[int]:
        """Organizations that must co-sign and have no signature for the present text."""
        return set(self.signers) - {
            s.organization_id for s in self.last_round if s.holds_for(self.text_seal)
        }

    @property
    def planned_stations(self) -> list[Consultation]:
        """The stations of the newest resolution paper that were not dropped."""
        paper = self.paper
        return [s for s in self.stations if paper and s.paper_id == paper.pk and not s.dropped]

    @property
    def open_stations(self) -> list[Consultation]:
        return [station for station in self.stations if station.is_open]

    @property
    def due_stations(self) -> list[Consultation]:
        """Open stations whose turn it is, paper by paper: lowest order of those that block.

        Information at any time.
        """
        blocking = [s for s in self.open_stations if s.blocks]
        first = {
            p: min(s.order for s in blocking if s.paper_id == p)
            for p in {s.paper_id for s in blocking}
        }
        return [s for s in self.open_stations if not s.blocks or s.order == first[s.paper_id]]

    @property
    def deciding_station(self) -> Consultation | None:
        """The station whose published result decided last, if a body has decided."""
        decided = [s for s in self.stations if s.authoritative and s.published_at and not s.dropped]
        return max(decided, key=lambda s: s.pk, default=None)

    @property
    def unconfirmed_stations(self) -> list[Consultation]:
        """Published results that no minutes have confirmed, or only an older version of them."""
        published = [s for s in self.stations if s.published_at]
        confirmed = {s.meeting_id for s in published if s.confirmed_at and s.meeting_id}
        newest = Minutes.newest_versions(confirmed) if confirmed else {}
        return [
            s
            for s in published
            if s.confirmed_at is None
            or (s.minutes and newest.get(s.meeting_id, 0) > s.minutes.version)
        ]

    def is_moved_by(self, station: Consultation) -> bool:
        """The result of this station decides: no newer vote took its place."""
        deciding = [s for s in self.stations if s.authoritative and not s.dropped]
        newest = max(deciding, key=lambda s: s.pk, default=None)
        if newest is None or not station.authoritative:
            return False
        return station.pk in (newest.pk, None if newest.published_at else newest.continues_id)

    @property
    def years(self) -> list[int]:
        return sorted({line.year for line in self.cost_table})

    def need_in(self, year: int) -> Decimal:
        return sum((line.need for line in self.cost_table if line.year == year), Decimal(0))

    @property
    def total_need(self) -> Decimal:
        """What has to be covered over all years, in euros."""
        return sum((line.need for line in self.cost_table), Decimal(0))

    @property
    def total_expense(self) -> Decimal:
        """What is spent over all years, in euros; income does not lower a threshold."""
        return sum((line.need for line in self.cost_table if line.need > 0), Decimal(0))

    @property
    def involves_money(self) -> bool:
        return bool(self.cost_table)

    def funding_gaps(self) -> dict[int, Decimal]:
        """Per year, in euros: what is needed minus what secured sources give. Positive = a gap."""
        secured = [source for source in self.funding if source.is_secured]
        return {
            year: self.need_in(year)
            - sum((source.amount_in(year) for source in secured), Decimal(0))
            for year in self.years
        }

    def is_binding(self, year: int) -> bool:
        """Years up to the current one, and later ones with commitments, must be covered.

        Others may wait.
        """
        return year <= self.act.on.year or any(
            line.committed for line in self.cost_table if line.year == year
        )

    @property
    def provisional(self) -> dict[int, Decimal]:
        """Own money still to be drawn of years without an effective budget, in euros.

        It stands "vorbehaltlich Haushalt".
        """
        found: dict[int, Decimal] = {}
        own = [s for s in self.funding if s.is_own and s.state in s.TO_DRAW and not self.is_final]
        for source in own:
            for part in source.amounts.all():
                rest = part.amount - source.drawn_in(part.year)
                if rest and part.year not in self.effective_years:
                    found[part.year] = found.get(part.year, Decimal(0)) + rest
        return found

    @property
    def missing(self) -> dict[int, Decimal]:
        """What binding years lack, in euros.

        In a year that has begun own money counts only from an effective budget.
        """
        budget = {y: amount for y, amount in self.provisional.items() if y <= self.act.on.year}
        gaps = ((year, gap + budget.get(year, 0)) for year, gap in self.funding_gaps().items())
        return {year: gap for year, gap in gaps if gap > 0 and self.is_binding(year)}

    @property
    def is_funding_secured(self) -> bool:
        """Binding years are covered and no external source is merely planned or applied for."""
        return not self.awaited_sources and not self.missing

    @property
    def awaited_sources(self) -> list[FundingSource]:
        """Money from outside that has still to come; only for such one may begin early."""
        return [source for source in self.funding if source.is_awaited]

    @property
    def unconfirmed_sources(self) -> list[FundingSource]:
        return [source for source in self.funding if source.awaits_treasury]

    def sealed_text(self) -> str:
        """Digest of the named fields a co-signature binds to: text, costs and goals."""
        text: dict[str, Any] = {name: getattr(self, name) for name in self.TEXT}
        text["costs"] = [line.signed for line in self.cost_table]
        text["goals"] = sorted(goal.pk for goal in self.goal_list)
        return digest_of(text)

    # ---- what waits for somebody --------------------

    @property
    def due_blocking_stations(self) -> list[Consultation]:
        return [station for station in self.due_stations if station.blocks]

    @property
    def due_notices(self) -> list[Consultation]:
        """Open stations that run beside the status.

        Information, and any station while the matter is not consulted.
        """
        consulting = self.status == Status.CONSULTING
        return [station for station in self.due_stations if not (consulting and station.blocks)]

    @property
    def funding_is_open(self) -> bool:
        before_start = self.status in (Status.FUNDING, Status.FUNDED)
        return before_start or (self.in_force and not self.is_final)

    @property
    def sources_to_judge(self) -> list[FundingSource]:
        return self.unconfirmed_sources if self.funding_is_open else []

    @property
    def cover_wanted(self) -> list[Facts]:
        """The measure itself while its cover is open and no single source waits to be judged."""
        return [self] if self.funding_is_open and not self.is_funding_secured else []

    @property
    def reports_to_judge(self) -> list[ProgressReport]:
        return self.pending_reports if self.in_force and not self.is_final else []

    @property
    def open_orders(self) -> list[Order]:
        """The orders somebody has still to carry out."""
        return [] if self.is_final else [order for order in self.order_list if order.is_open]

    @property
    def reports_wanted(self) -> list[ReportRequest]:
        """The report the lead is asked for and has not given; only the newest request counts."""
        if self.is_final or not self.in_force:
            return []
        return [each for each in self.report_requests[-1:] if each.is_open]

    @cached_property
    def second_looks_wanted(self) -> list[SecondLook]:
        if self.status not in BEFORE_DECISION:
            return []
        return list(self.second_looks.filter(settled_at=None))

    @property
    def gates(self) -> dict[str, Any]:
        """Per kind of sub-record: whether the present status lets it wait for somebody."""
        return {
            "signatures": self.status == Status.COSIGNING,
            "stations": self.status == Status.CONSULTING,
            "funding": self.funding_is_open,
            "pending_reports": self.in_force and not self.is_final,
            "report_requests": not self.is_final,
            "order_list": not self.is_final,
            "second_looks_wanted": self.status in BEFORE_DECISION,
        }
