"""What follows from a decision: orders, asked reports, indicators, and what time brings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core import rules as r
from core.steps import LIVING, NOBODY, READY_ON, Audience

from .step import CHECK, IMPLEMENT, ORDERED, step

A = Audience


class Following:
    """Steps of this part; mixed into the lifecycle."""

    @step(
        label=_("Aufträge erteilen"),
        source=LIVING,
        target=None,
        who=CHECK,
        rules=[r.is_carried_by_decision],
        tells=[A.ORDERED],
    )
    def give_orders(self) -> None:
        """Das Büro teilt den Beschluss in Aufträge: wer was bis wann erledigt."""

    @step(
        label=_("Auftrag erledigt melden"),
        source=LIVING,
        target=None,
        who=ORDERED,
        rules=[r.order_is_answered],
        tells=[A.OFFICE, A.LEAD],
        item="order",
        held=True,
        parallel=True,
    )
    def settle_order(self) -> None:
        """Die beauftragte Stelle meldet mit dem Ergebnis, dass ihr Auftrag erledigt ist."""

    @step(
        label=_("Sachstand anfordern"),
        source=LIVING,
        target=None,
        who=CHECK,
        rules=[r.is_in_force, r.nothing_is_asked],
        tells=[A.LEAD],
    )
    def ask_report(self) -> None:
        """Das Büro fordert einen Sachstand an, einzeln oder für alle in einer Berichtsrunde."""

    @step(
        label=_("Kennzahlen bearbeiten"),
        source=READY_ON,
        target=None,
        who=IMPLEMENT,
    )
    def edit_indicators(self) -> None:
        """Die federführende Stelle pflegt Kennzahlen, ihre Ziele und die gemessenen Werte."""

    @step(
        label=_("An die Frist erinnern"),
        source=LIVING,
        target=None,
        who=NOBODY,
        tells=[A.HOLDER],
        follows=True,
    )
    def remind(self) -> None:
        """Folgt kurz vor der Frist: Wer die Aufgabe hat, wird einmal erinnert."""

    @step(
        label=_("Versäumte Frist melden"),
        source=LIVING,
        target=None,
        who=NOBODY,
        tells=[A.HEAD, A.OFFICE],
        follows=True,
    )
    def escalate(self) -> None:
        """Folgt nach der Frist: Die Leitung der säumigen Stelle und das Büro erfahren es."""
