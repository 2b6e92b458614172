"""The way through the bodies.

Route, results and what follows from them (NKomVG §§ 76, 79, 88, 89).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core import rules as r
from core.steps import BEFORE_DECISION, BEFORE_ROUTE, NOBODY, READY_ON, Audience, Status

from .step import RECORD, RELEASE, by_object, step, unless_in_force

S, A = Status, Audience


class Bodies:
    """Steps of this part; mixed into the lifecycle."""

    @step(
        label=_("Drucksache und Beratungsfolge bearbeiten"),
        source=BEFORE_ROUTE,
        target=None,
        who=RELEASE,
    )
    def edit_route(self) -> None:
        """Das Büro bereitet Drucksache und Beratungsfolge vor; die Nummer wird dabei gezogen."""

    @step(
        label=_("In die Beratungsfolge geben"),
        source=S.READY,
        target=S.CONSULTING,
        who=RELEASE,
        rules=[
            r.route_is_sound,
            r.route_follows_rules,
            r.has_reference,
            r.reaches_first_stations,
            r.paper_is_ready,
            r.sources_name_cover,
        ],
        tells=[A.SECRETARIATS, A.LEAD],
        held=True,
    )
    def release(self) -> None:
        """Das Büro gibt die Drucksache in die Beratungsfolge.

        Eine öffentliche Maßnahme wird damit sichtbar.
        """

    @step(
        label=_("Als Geschäft der laufenden Verwaltung freigeben"),
        source=S.READY,
        target=S.FUNDING,
        who=RELEASE,
        rules=[r.is_judged_by_another, r.needs_no_body, r.competence_is_named],
        tells=[A.LEAD, A.TREASURY],
        held=True,
    )
    def approve_in_budget(self) -> None:
        """Verlangt keine Regel einen Beschluss, geht es im Budget ohne Gremium weiter."""

    @step(
        label=_("Gremien informieren"),
        source=READY_ON,
        target=None,
        who=RELEASE,
        rules=[r.can_draw_reference],
        tells=[A.SECRETARIATS],
    )
    def inform(self) -> None:
        """Eine Informationsdrucksache unterrichtet Gremien; sie hält die Maßnahme nicht auf."""

    @step(
        label=_("Sitzung zuordnen"),
        source=tuple(Status),
        target=None,
        who=(RECORD, RELEASE),
        rules=[r.sitting_takes_the_station],
        tells=[A.LEAD],
        item="station",
    )
    def schedule(self) -> None:
        """Eine Station kommt in eine Sitzung ihres Gremiums oder wartet wieder auf eine.

        Wird die Sitzung verlegt, geht die Station mit.
        """

    @step(
        label=_("Ergebnis erfassen"),
        source=tuple(Status),
        target=None,
        who=RECORD,
        rules=[r.station_is_due, r.sitting_has_come],
        item="station",
        held=True,
        parallel=True,
    )
    def record(self) -> None:
        """Der Sitzungsdienst hält das Ergebnis als Entwurf fest.

        Es gilt erst mit der Veröffentlichung.
        """

    @step(
        label=_("Ergebnis veröffentlichen"),
        source=tuple(Status),
        target=None,
        who=RECORD,
        rules=[
            r.result_is_plausible,
            r.station_is_due,
            r.sitting_has_come,
            r.body_is_competent,
        ],
        tells=[A.LEAD, A.OFFICE, A.NEXT_BODY],
        item="station",
        held=True,
        parallel=True,
    )
    def publish(self) -> None:
        """Das Ergebnis der Station wird verbindlich und allen Beteiligten mitgeteilt."""

    @step(
        label=_("Gegen die Niederschrift bestätigen"),
        source=tuple(Status),
        target=None,
        who=RECORD,
        rules=[r.minutes_are_named, r.agrees_with_minutes],
        item="station",
    )
    def confirm_result(self) -> None:
        """Die Niederschrift bestätigt das vorläufige Ergebnis.

        Sagt sie anderes, wird berichtigt.
        """

    @step(
        label=_("Beschlossen"),
        source=S.CONSULTING,
        target=(by_object, [S.FUNDING, S.REWORK, S.CLOSING]),
        who=NOBODY,
        rules=[r.decides_the_matter, r.earlier_stations_are_settled],
        tells=[A.LEAD, A.OFFICE, A.TREASURY],
        follows=True,
    )
    def adopt(self) -> None:
        """Folgt aus dem Beschluss: Ausführung, Beschluss im Grundsatz oder Einstellung."""

    @step(
        label=_("Abgelehnt"),
        source=S.CONSULTING,
        target=unless_in_force(S.REJECTED, S.PAUSED),
        who=NOBODY,
        rules=[r.decides_the_matter],
        tells=[A.LEAD, A.OFFICE],
        follows=True,
    )
    def reject(self) -> None:
        """Folgt aus der Ablehnung; eine Maßnahme in Kraft ruht dann, sie endet nicht."""

    @step(
        label=_("An die Verwaltung zurückgegeben"),
        source=S.CONSULTING,
        target=S.REWORK,
        who=NOBODY,
        rules=[r.has_reason],
        tells=[A.LEAD, A.OFFICE],
        follows=True,
    )
    def return_from_body(self) -> None:
        """Folgt, wenn ein Gremium die Vorlage an die Verwaltung zurückgibt."""

    @step(
        label=_("Neufassung einbringen"),
        source=S.CONSULTING,
        target=None,
        who=RELEASE,
        rules=[r.has_reason, r.is_judged_by_another, r.is_unchanged_since_asked],
        tells=[A.ASKED, A.SECRETARIATS],
    )
    def replace(self) -> None:
        """Eine Neufassung ersetzt die Drucksache; offene Stationen gehen auf sie über."""

    @step(
        label=_("Ergänzung einbringen"),
        source=S.CONSULTING,
        target=None,
        who=RELEASE,
        rules=[r.has_reason],
        tells=[A.SECRETARIATS],
    )
    def supplement(self) -> None:
        """Eine Ergänzung tritt neben die Drucksache; ihre Stationen beraten beide zusammen."""

    @step(
        label=_("Anlage hinzufügen"),
        source=tuple(Status),
        target=None,
        who=RELEASE,
        rules=[r.has_reference],
    )
    def annex(self) -> None:
        """Eine Anlage kommt zur Drucksache, öffentlich oder nicht; die alte Fassung bleibt."""

    @step(
        label=_("Einspruch vermerken"),
        source=(S.FUNDING, S.FUNDED, S.IMPLEMENTING),
        target=S.CONSULTING,
        who=RELEASE,
        rules=[r.has_reason],
        tells=[A.TOLD],
    )
    def object(self) -> None:
        """Nach Einspruch (§§ 79, 88 NKomVG) wird der Beschluss nicht ausgeführt und neu beraten."""

    @step(
        label=_("Eilentscheidung erfassen"),
        source=BEFORE_DECISION,
        target=S.FUNDING,
        who=RELEASE,
        rules=[
            r.has_reason,
            r.is_judged_by_another,
            r.competence_is_named,
            r.sources_name_cover,
        ],
        tells=[A.COUNCIL, A.LEAD],
        two_people=True,
    )
    def urgent(self) -> None:
        """Eine Eilentscheidung (§ 89 NKomVG) ersetzt den Beschluss.

        Zwei Personen tragen sie ein.
        """
