"""Carrying a decided measure out: start, reports, pauses and further decisions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core import rules as r
from core.steps import LIVING, READY_ON, WORK, Audience, Status

from .step import CHECK, IMPLEMENT, step

S, A = Status, Audience


class Implementation:
    """Steps of this part; mixed into the lifecycle."""

    @step(
        label=_("Meilensteine und Zuständigkeit bearbeiten"),
        source=READY_ON,
        target=None,
        who=IMPLEMENT,
    )
    def edit_milestones(self) -> None:
        """Die federführende Stelle pflegt Meilensteine und die verantwortliche Person."""

    @step(
        label=_("Umsetzung beginnen"),
        source=S.FUNDED,
        target=S.IMPLEMENTING,
        who=IMPLEMENT,
        rules=[r.is_secured, r.has_owner_and_milestone],
        tells=[A.OFFICE],
        held=True,
    )
    def start(self) -> None:
        """Die federführende Stelle beginnt; die Maßnahme ist damit in Kraft."""

    @step(
        label=_("Vorzeitigen Maßnahmenbeginn nutzen"),
        source=S.FUNDING,
        target=S.IMPLEMENTING,
        who=IMPLEMENT,
        rules=[r.may_start_early, r.has_owner_and_milestone],
        tells=[A.OFFICE, A.TREASURY],
    )
    def start_early(self) -> None:
        """Mit genehmigtem vorzeitigem Beginn darf die Umsetzung vor dem Bescheid anfangen."""

    @step(
        label=_("Ruhen lassen"),
        source=S.IMPLEMENTING,
        target=S.PAUSED,
        who=IMPLEMENT,
        rules=[r.has_reason],
        tells=[A.OFFICE],
    )
    def pause(self) -> None:
        """Die Umsetzung ruht mit Begründung."""

    @step(
        label=_("Fortsetzen"),
        source=S.PAUSED,
        target=S.IMPLEMENTING,
        who=IMPLEMENT,
        rules=[r.has_reason, r.may_continue, r.is_carried_by_decision],
        tells=[A.OFFICE],
        held=True,
    )
    def resume(self) -> None:
        """Die ruhende Maßnahme wird fortgesetzt, wenn die Finanzierung trägt."""

    @step(
        label=_("Sachstand melden"),
        source=LIVING,
        target=None,
        who=IMPLEMENT,
        rules=[r.is_in_force, r.report_is_short],
        tells=[A.OFFICE],
        held=True,
        free=True,
        parallel=True,
    )
    def report(self) -> None:
        """Die federführende Stelle meldet Ampel, drei Sätze, Fortschritt und Ist-Kosten."""

    @step(
        label=_("Sachstand abnehmen"),
        source=LIVING,
        target=None,
        who=CHECK,
        rules=[r.is_in_force, r.is_judged_by_another, r.report_is_short],
        tells=[A.LEAD],
        item="report",
        held=True,
        parallel=True,
    )
    def approve_report(self) -> None:
        """Das Büro nimmt den Sachstand ab oder gibt ihn mit Rückmeldung zurück."""

    @step(
        label=_("Folgebeschluss einholen"),
        source=WORK,
        target=S.REWORK,
        who=CHECK,
        rules=[r.has_reason, r.states_deviation],
        tells=[A.LEAD, A.DECIDING_BODY],
    )
    def reopen_for_decision(self) -> None:
        """Weicht die Umsetzung ab, wird neu vorgelegt; Berichte und Quellen laufen weiter."""
