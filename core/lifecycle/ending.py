"""How a measure ends, and the steps beside the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import rules as r
from core.steps import BEFORE_ROUTE, LIVING, WORK, Audience, Status

from .step import (
    CHECK,
    IMPLEMENT,
    PROPOSE,
    RECORD,
    RELEASE,
    WITHDRAW,
    by_object,
    step,
    unless_in_force,
)

if TYPE_CHECKING:
    from core.models import Measure

S, A = Status, Audience


def by_outcome_of_work(measure: Measure) -> Status:
    return S.ABORTED if measure.terminated else S.COMPLETED


def back_to_work(measure: Measure) -> Status:
    return S.CLOSING if measure.terminated else S.IMPLEMENTING


def by_money_spent(measure: Measure) -> Status:
    """Work that has begun is closed in order; what has not begun just ends."""
    return S.CLOSING if measure.status in WORK else S.ABORTED


def as_declared(measure: Measure) -> Status:
    return S(measure.act.data["to"])


def by_corrected_result(measure: Measure) -> Status:
    """What the corrected result implies.

    The result of a station that does not decide moves nothing.
    """
    station = measure.act.item
    if not measure.is_moved_by(station):
        return Status(measure.status)
    if station.outcome in ("approved", "approved_with_changes"):
        return by_object(measure)
    if station.outcome == "rejected" and station.scope == "matter":
        return S.PAUSED if measure.in_force else S.REJECTED
    return S.REWORK if station.outcome == "returned_to_lead" else S.CONSULTING


class Ending:
    """Steps of this part; mixed into the lifecycle."""

    @step(
        label=_("Abschluss melden"),
        source=S.IMPLEMENTING,
        target=S.CLOSING,
        who=IMPLEMENT,
        rules=[
            r.milestones_are_settled,
            r.orders_are_settled,
            r.has_final_report,
            r.has_actual_costs,
        ],
        tells=[A.OFFICE],
        held=True,
    )
    def request_completion(self) -> None:
        """Die federführende Stelle meldet: Ziel erreicht oder in eine Daueraufgabe überführt."""

    @step(
        label=_("Abschluss bestätigen"),
        source=S.CLOSING,
        target=(by_outcome_of_work, [S.COMPLETED, S.ABORTED]),
        who=CHECK,
        rules=[r.is_judged_by_another, r.sources_are_accounted],
        tells=[A.LEAD, A.BODIES],
        held=True,
    )
    def complete(self) -> None:
        """Das Büro bestätigt den Abschluss.

        Nach einer Einstellung endet die Maßnahme als eingestellt.
        """

    @step(
        label=_("Abschluss zurückgeben"),
        source=S.CLOSING,
        target=(back_to_work, [S.CLOSING, S.IMPLEMENTING]),
        who=CHECK,
        rules=[r.has_reason],
        tells=[A.LEAD],
    )
    def return_completion(self) -> None:
        """Fehlt etwas zum Abschluss, geht die Maßnahme mit Begründung zurück."""

    @step(
        label=_("Zurückziehen"),
        source=BEFORE_ROUTE,
        target=unless_in_force(S.WITHDRAWN, S.PAUSED),
        who=WITHDRAW,
        rules=[r.has_reason, r.is_undecided_or_in_force],
        tells=[A.OFFICE, A.ASKED],
    )
    def withdraw(self) -> None:
        """Die federführende Stelle zieht zurück, solange kein Gremium beschlossen hat."""

    @step(
        label=_("Aus der Beratung zurückziehen"),
        source=S.CONSULTING,
        target=unless_in_force(S.WITHDRAWN, S.PAUSED),
        who=RELEASE,
        rules=[r.has_reason],
        tells=[A.BODIES, A.LEAD],
    )
    def withdraw_from_bodies(self) -> None:
        """Das Büro zieht die Drucksache aus allen Gremien zurück."""

    @step(
        label=_("Maßnahme einstellen"),
        source=(S.FUNDING, S.FUNDED, *WORK),
        target=(by_money_spent, [S.ABORTED, S.CLOSING]),
        who=RELEASE,
        rules=[r.has_reason, r.names_decision],
        tells=[A.LEAD, A.TREASURY, A.DECIDING_BODY],
    )
    def abort(self) -> None:
        """Die Maßnahme wird eingestellt.

        Ist schon Geld ausgegeben, folgt der Abschluss der Unterlagen.
        """

    @step(
        label=_("Laufenden Fall übernehmen"),
        source=S.DRAFT,
        target=(as_declared, [S.CONSULTING, S.FUNDING, S.IMPLEMENTING]),
        who=RELEASE,
        rules=[r.has_reason, r.is_judged_by_another, r.names_taken_over_decision, r.has_evidence],
        tells=[A.LEAD, A.TREASURY],
        two_people=True,
    )
    def take_over(self) -> None:
        """Ein anderswo begonnener Fall wird mit Beschluss und Nachweis übernommen.

        Zwei Personen tragen ihn ein.
        """

    @step(
        label=_("Berichtigen"),
        source=(S.CONSULTING, S.REJECTED, S.FUNDING, S.FUNDED),
        target=(
            by_corrected_result,
            [S.CONSULTING, S.REJECTED, S.FUNDING, S.FUNDED, S.REWORK, S.CLOSING, S.PAUSED],
        ),
        who=(RECORD, CHECK),
        rules=[r.has_reason, r.is_judged_by_another, r.result_is_plausible, r.body_is_competent],
        tells=[A.TOLD],
        item="station",
    )
    def correct(self) -> None:
        """Eine zweite Person berichtigt ein veröffentlichtes Ergebnis.

        Alle Benachrichtigten erfahren es.
        """

    @step(
        label=_("Als zweite Person bestätigen"),
        source=LIVING,
        target=None,
        who=RELEASE,
        rules=[r.is_judged_by_another],
        item="second_look",
        held=True,
    )
    def look_again(self) -> None:
        """Ein Schritt, der zwei Personen braucht, gilt erst, wenn die zweite ihn bestätigt."""

    @step(
        label=_("Unterlage hinzufügen"),
        source=tuple(Status),
        target=None,
        who=(PROPOSE, CHECK),
    )
    def attach(self) -> None:
        """Eine Unterlage wird der Maßnahme beigefügt; eine neue Fassung ersetzt die alte nicht."""
