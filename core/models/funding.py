"""Money: what a measure costs and where the money comes from.

Amounts are euros, Decimal, two places.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CostLine(models.Model):
    """One line of the cost table (Kostentabelle): a year, a product, a kind, an amount in euros."""

    class Kind(models.TextChoices):
        REVENUE = "revenue", _("Ertrag")
        EXPENSE = "expense", _("Aufwand")
        RECEIPT = "receipt", _("Einzahlung")
        PAYMENT = "payment", _("Auszahlung")

    class Nature(models.TextChoices):
        ONCE = "once", _("einmalig")
        RECURRING = "recurring", _("laufend")
        FOLLOW_UP = "follow_up", _("Folgekosten")

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="cost_lines")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    budget = models.CharField(_("Teilhaushalt"), max_length=50, blank=True)
    product = models.CharField(_("Produkt"), max_length=50, blank=True)
    account = models.CharField(_("Konto"), max_length=50, blank=True)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.EXPENSE)
    nature = models.CharField(_("Dauer"), max_length=10, choices=Nature, default=Nature.ONCE)
    amount = models.DecimalField(_("Betrag in Euro"), max_digits=14, decimal_places=2)
    committed = models.BooleanField(_("Verpflichtung"), default=False)

    class Meta:
        verbose_name = _("Kostenzeile")
        verbose_name_plural = _("Kostentabelle")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display()} {self.amount}"

    @property
    def signed(self) -> list[Any]:
        """What a co-signature binds to; account and duration only where they say something."""
        facts = [self.year, self.kind, self.budget, self.product, f"{self.amount:.2f}"]
        more = [self.account, self.nature] if self.account or self.nature != "once" else []
        return [*facts, self.committed, *more]

    @property
    def need(self) -> Decimal:
        """What has to be covered.

        Expenses and payments count, revenues and receipts relieve (signs matter).
        """
        return self.amount if self.kind in (self.Kind.EXPENSE, self.Kind.PAYMENT) else -self.amount


class BudgetYear(models.Model):
    """The city's budget of a year: only an effective one can secure money."""

    year = models.PositiveSmallIntegerField(_("Jahr"), unique=True)
    effective = models.BooleanField(_("wirksam"), default=False)

    class Meta:
        verbose_name = _("Haushaltsjahr")
        verbose_name_plural = _("Haushaltsjahre")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class BudgetItem(models.Model):
    """What the city's budget has set aside: for a product, or for a corridor of several."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Produkt")
        CORRIDOR = "corridor", _("Finanzkorridor")

    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.PRODUCT)
    code = models.CharField(_("Nummer"), max_length=50, unique=True)
    name = models.CharField(_("Bezeichnung"), max_length=200)

    class Meta:
        verbose_name = _("Haushaltsposition")
        verbose_name_plural = _("Haushaltspositionen")
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BudgetAmount(models.Model):
    """What an item of the budget holds in one year, in euros."""

    item = models.ForeignKey(BudgetItem, models.CASCADE, related_name="amounts")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    amount = models.DecimalField(_("Ansatz in Euro"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("Haushaltsansatz")
        verbose_name_plural = _("Haushaltsansätze")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["item", "year"], name="budget_amount_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class FundingSource(models.Model):
    """Where money comes from.

    The source has the state, not the measure; only a confirmed one secures anything.
    """

    class Kind(models.TextChoices):
        BUDGET = "budget", _("Haushalt")
        CORRIDOR = "corridor", _("Finanzkorridor")
        GRANT = "grant", _("Fördermittel")
        THIRD_PARTY = "third_party", _("Drittmittel")
        OWN_SHARE = "own_share", _("Eigenanteil")
        OVER_PLAN = "over_plan", _("über-/außerplanmäßig")
        COMMITMENT = "commitment", _("Verpflichtungsermächtigung")

    class State(models.TextChoices):
        PLANNED = "planned", _("geplant")
        APPLIED = "applied", _("beantragt")
        GRANTED = "granted", _("bewilligt")
        SECURED = "secured", _("gesichert")
        DRAWN = "drawn", _("abgerufen")
        ACCOUNTED = "accounted", _("abgerechnet")
        REFUSED = "refused", _("abgelehnt")
        REVOKED = "revoked", _("widerrufen")
        EXPIRED = "expired", _("verfallen")

    RESERVABLE = (Kind.BUDGET, Kind.CORRIDOR, Kind.OWN_SHARE, Kind.COMMITMENT)
    EXTERNAL = (Kind.GRANT, Kind.THIRD_PARTY)
    LOST = (State.REFUSED, State.REVOKED, State.EXPIRED)
    NEXT_DATE: ClassVar[dict[str, str]] = {
        State.PLANNED: "application_due",
        State.GRANTED: "drawing_due",
        State.SECURED: "drawing_due",
        State.DRAWN: "proof_due",
    }
    HELD = (State.SECURED, State.DRAWN, State.ACCOUNTED)
    TO_DRAW = (State.SECURED, State.DRAWN)

    measure = models.ForeignKey("core.Measure", models.CASCADE, related_name="sources")
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.BUDGET)
    name = models.CharField(_("Bezeichnung"), max_length=200)
    state = models.CharField(_("Stand"), max_length=20, choices=State, default=State.PLANNED)
    cover = models.CharField(_("Deckung durch"), max_length=200, blank=True)
    budget_item = models.ForeignKey(
        BudgetItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("Haushaltsposition"),
    )
    share = models.DecimalField(
        _("Anteil in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    notice_number = models.CharField(_("Aktenzeichen des Bescheids"), max_length=100, blank=True)
    notice_on = models.DateField(_("Bescheid vom"), null=True, blank=True)
    period_from = models.DateField(_("Bewilligungszeitraum ab"), null=True, blank=True)
    period_to = models.DateField(_("Bewilligungszeitraum bis"), null=True, blank=True)
    application_due = models.DateField(_("Antrag bis"), null=True, blank=True)
    drawing_due = models.DateField(_("Abruf bis"), null=True, blank=True)
    proof_due = models.DateField(_("Verwendungsnachweis bis"), null=True, blank=True)
    condition = models.TextField(_("Vorbehalt"), blank=True)
    reserved_at = models.DateTimeField(_("vorgemerkt"), null=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    evidence = models.CharField(_("Nachweis"), max_length=200, blank=True)
    evidence_document = models.ForeignKey(
        "core.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Nachweis als Unterlage"),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Finanzierungsquelle")
        verbose_name_plural = _("Finanzierungsquellen")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["secured", "drawn", "accounted"])
                | models.Q(confirmed_at__isnull=False),
                name="source_secured_is_confirmed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def is_secured(self) -> bool:
        """Confirmed without a condition and neither refused, revoked nor expired."""
        return self.state in self.HELD

    @property
    def is_external(self) -> bool:
        """Money from outside the city, which comes by application and notice."""
        return self.kind in self.EXTERNAL

    @property
    def is_lost(self) -> bool:
        return self.state in self.LOST

    @property
    def is_awaited(self) -> bool:
        """Money from outside that may still come: planned, applied for or granted."""
        return self.is_external and not self.is_secured and not self.is_lost

    @property
    def awaits_treasury(self) -> bool:
        """Ready to be judged: a grant with its notice, or the city's own money.

        Conditions are tracked.
        """
        if self.kind == self.Kind.OVER_PLAN or self.condition:
            return False
        ready = self.State.GRANTED if self.kind in self.EXTERNAL else self.State.PLANNED
        return self.state == ready

    @property
    def is_own(self) -> bool:
        """The city's own money, which comes from its budget."""
        return self.kind in self.RESERVABLE

    @property
    def lacks_item(self) -> bool:
        """Own money of which nobody has said which item of the budget it comes from."""
        return self.is_own and self.budget_item_id is None

    @property
    def is_promised(self) -> bool:
        """Confirmed and still to be drawn, for a measure that has not ended."""
        return self.state in self.TO_DRAW and not self.measure.is_final

    def amount_in(self, year: int) -> Decimal:
        return sum((part.amount for part in self.amounts.all() if part.year == year), Decimal(0))

    @property
    def total(self) -> Decimal:
        return sum((part.amount for part in self.amounts.all()), Decimal(0))

    @property
    def due_on(self) -> date | None:
        """The date that comes next: for the application, for drawing or for the proof of use."""
        name = self.NEXT_DATE.get(self.state)
        return getattr(self, name) if name else None

    @property
    def drawn(self) -> Decimal:
        """What has been called up so far, in euros."""
        return sum((each.amount for each in self.drawings.all()), Decimal(0))

    def drawn_in(self, year: int) -> Decimal:
        """What was called up of the money of this year, in euros.

        Calls use up the money of the earliest year first, on whatever day they are made.
        """
        before = sum((part.amount for part in self.amounts.all() if part.year < year), Decimal(0))
        return min(self.amount_in(year), max(self.drawn - before, Decimal(0)))

    def bound_in(self, year: int) -> Decimal:
        """What the budget no longer has for others: all that is promised, else what was drawn."""
        return self.amount_in(year) if self.is_promised else self.drawn_in(year)

    @property
    def authors(self) -> set[int | None]:
        return {self.noted_by_id}


class FundingAmount(models.Model):
    """What a source gives in one year, in euros."""

    source = models.ForeignKey(FundingSource, models.CASCADE, related_name="amounts")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    amount = models.DecimalField(_("Betrag in Euro"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("Jahresbetrag")
        verbose_name_plural = _("Jahresbeträge")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["source", "year"], name="funding_amount_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class FundingDrawing(models.Model):
    """One call for money of a source, in euros; the same reference is never called twice."""

    source = models.ForeignKey(FundingSource, models.CASCADE, related_name="drawings")
    drawn_on = models.DateField(_("abgerufen am"))
    amount = models.DecimalField(_("Betrag in Euro"), max_digits=14, decimal_places=2)
    reference = models.CharField(_("Nachweis"), max_length=200)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Mittelabruf")
        verbose_name_plural = _("Mittelabrufe")
        ordering = ["drawn_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="drawing_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="drawing_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.drawn_on}: {self.amount}"


class SourceConfirmation(models.Model):
    """What was said of a source, and of which amounts: written once, never changed.

    `amounts` are euros by year as text, as they stood at that moment.
    """

    class Answer(models.TextChoices):
        CONFIRM = "confirm", _("bestätigt")
        CONDITIONAL = "conditional", _("unter Vorbehalt bestätigt")
        REFUSE = "refuse", _("abgelehnt")
        DECISION = "decision", _("durch den Beschluss gesichert")
        CHANGED = "changed", _("geändert, neu zu bestätigen")

    source = models.ForeignKey(FundingSource, models.CASCADE, related_name="confirmations")
    answer = models.CharField(_("Entscheidung"), max_length=12, choices=Answer)
    amounts = models.JSONField(_("Jahresbeträge"), default=dict)
    note = models.TextField(_("Anmerkung"), blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Wort zur Quelle")
        verbose_name_plural = _("Worte zu Quellen")
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}: {self.total}"

    @property
    def total(self) -> Decimal:
        return sum(map(Decimal, self.amounts.values()), Decimal(0))
