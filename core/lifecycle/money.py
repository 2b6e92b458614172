"""Money: sources, their confirmation by the treasury and what follows from full cover."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core import rules as r
from core.steps import LIVING, NOBODY, Audience, Status

from .step import CHECK, FUND, PROPOSE, step, unless_in_force

S, A = Status, Audience


class Money:
    """Steps of this part; mixed into the lifecycle."""

    @step(
        label=_("Finanzierungsquellen bearbeiten"),
        source=LIVING,
        target=None,
        who=PROPOSE,
        rules=[r.shares_are_whole, r.keeps_grant_period, r.typed_sources_name_cover],
    )
    def edit_sources(self) -> None:
        """Die federführende Stelle trägt Quellen und Beträge ein.

        Eine geänderte Quelle ist neu zu bestätigen.
        """

    @step(
        label=_("Finanzierung bestätigen"),
        source=LIVING,
        target=None,
        who=FUND,
        rules=[
            r.is_judged_by_another,
            r.budget_is_effective,
            r.budget_suffices,
            r.source_gives_something,
        ],
        tells=[A.LEAD, A.OFFICE],
        item="source",
        held=True,
        free=True,
    )
    def confirm_source(self) -> None:
        """Die Kämmerei bestätigt eine Quelle, bestätigt sie unter Vorbehalt oder lehnt sie ab."""

    @step(
        label=_("Finanzierung gesichert"),
        source=S.FUNDING,
        target=unless_in_force(S.FUNDED, S.IMPLEMENTING),
        who=NOBODY,
        rules=[r.is_secured],
        tells=[A.OFFICE],
        follows=True,
        aside=True,
    )
    def secure(self) -> None:
        """Folgt, sobald das laufende Jahr und alle Verpflichtungen gedeckt sind."""

    @step(
        label=_("Antrag oder Bescheid eintragen"),
        source=tuple(Status),
        target=None,
        who=PROPOSE,
        rules=[
            r.has_evidence,
            r.shares_are_whole,
            r.keeps_grant_period,
            r.draws_what_is_left,
            r.notice_is_whole,
            r.draws_after_notice,
        ],
        tells=[A.TREASURY, A.OFFICE, A.LEAD],
        item="source",
    )
    def note_grant(self) -> None:
        """Vom Antrag bis zur Abrechnung steht jeder Schritt einer Quelle mit Nachweis da."""

    @step(
        label=_("Mangels Deckung zurückgeben"),
        source=(S.FUNDING, S.FUNDED),
        target=S.REWORK,
        who=CHECK,
        rules=[r.has_reason],
        tells=[A.LEAD, A.TREASURY],
    )
    def reopen(self) -> None:
        """Reicht die Deckung nicht, kehrt die Maßnahme in die Überarbeitung zurück."""
