"""The proposal: written by the lead, checked by the office, co-signed in parallel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import rules as r
from core.steps import Audience, Status

from .step import CHECK, COSIGN, PROPOSE, RELEASE, step

if TYPE_CHECKING:
    from core.models import Measure

S, A = Status, Audience


def when_settled(measure: Measure) -> Status:
    """Stay until the last signature is in."""
    return Status(measure.status) if measure.open_signatures else S.READY


class Proposal:
    """Steps of this part; mixed into the lifecycle."""

    @step(
        label=_("Maßnahme bearbeiten"),
        source=(S.DRAFT, S.REWORK),
        target=None,
        who=PROPOSE,
    )
    def edit(self) -> None:
        """Die federführende Stelle ändert Text, Ziele und Kosten.

        Jede Speicherung steht im Verlauf.
        """

    @step(
        label=_("Zur Prüfung vorlegen"),
        source=(S.DRAFT, S.REWORK),
        target=S.CHECKING,
        who=PROPOSE,
        rules=[r.is_complete, r.states_costs, r.states_gender_aspects],
        tells=[A.OFFICE, A.NETWORK],
        held=True,
    )
    def submit(self) -> None:
        """Die federführende Stelle legt die Maßnahme dem Büro zur formalen Prüfung vor."""

    @step(
        label=_("Mitzeichnung einleiten"),
        source=S.CHECKING,
        target=S.COSIGNING,
        who=CHECK,
        rules=[r.is_judged_by_another, r.asks_all_required],
        tells=[A.ASKED, A.LEAD],
        held=True,
    )
    def request_cosignatures(self) -> None:
        """Das Büro bittet alle betroffenen Stellen gleichzeitig um ihre Mitzeichnung."""

    @step(
        label=_("Ohne Mitzeichnung freigeben"),
        source=S.CHECKING,
        target=S.READY,
        who=CHECK,
        rules=[r.is_judged_by_another, r.has_all_signatures],
        tells=[A.LEAD],
        held=True,
    )
    def pass_check(self) -> None:
        """Das Büro gibt frei, wenn keine Mitzeichnung fehlt."""

    @step(
        label=_("Zur Überarbeitung zurückgeben"),
        source=(S.CHECKING, S.COSIGNING, S.READY),
        target=S.REWORK,
        who=CHECK,
        rules=[r.has_reason],
        tells=[A.LEAD, A.ASKED],
    )
    def send_back(self) -> None:
        """Das Büro gibt die Maßnahme mit Begründung an die federführende Stelle zurück."""

    @step(
        label=_("Mitzeichnen"),
        source=S.COSIGNING,
        target=(when_settled, [S.COSIGNING, S.READY]),
        who=COSIGN,
        rules=[r.is_judged_by_another, r.is_unchanged_since_asked],
        tells=[A.OFFICE],
        item="cosignature",
        held=True,
        parallel=True,
    )
    def cosign(self) -> None:
        """Eine gebetene Stelle stimmt zu, gibt Hinweise, erhebt Einwand oder ist nicht berührt."""

    @step(
        label=_("Trotz Einwand fortführen"),
        source=S.COSIGNING,
        target=(when_settled, [S.COSIGNING, S.READY]),
        who=RELEASE,
        rules=[r.has_reason, r.is_judged_by_another, r.overruling_is_authorised],
        tells=[A.OBJECTOR, A.LEAD],
        item="cosignature",
        held=True,
        parallel=True,
    )
    def overrule(self) -> None:
        """Dezernat oder Oberbürgermeister setzen sich begründet über einen Einwand hinweg."""
