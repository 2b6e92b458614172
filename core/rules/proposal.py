"""Rules of the proposal, the check and the co-signatures (R-01 to R-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.rule import rule
from core.steps import Audience

if TYPE_CHECKING:
    from core.models import Measure


@rule(
    "R-01",
    _("Titel, Beschreibung, Oberziel, Handlungsfeld und Ansprechperson sind angegeben."),
    resolved_by=Audience.LEAD,
)
def is_complete(measure: Measure) -> bool:
    texts = (measure.title, measure.description, measure.contact)
    return (
        all(text.strip() for text in texts)
        and measure.field_id is not None
        and bool(measure.goal_list)
    )


@rule(
    "R-02",
    _("Die Kosten sind angegeben: Kostenzeilen oder die Aussage, dass keine entstehen."),
    resolved_by=Audience.LEAD,
)
def states_costs(measure: Measure) -> bool:
    return measure.no_costs != bool(measure.cost_table)


@rule("R-03", _("Die Gender-Aspekte sind dargestellt."), resolved_by=Audience.LEAD)
def states_gender_aspects(measure: Measure) -> bool:
    return bool(measure.gender_aspects.strip())


@rule("R-10", _("Eine Begründung ist angegeben."), resolved_by=Audience.NOBODY, by_form=True)
def has_reason(measure: Measure) -> bool:
    return bool(str(measure.act.data.get("reason") or "").strip())


@rule(
    "R-11",
    _(
        "Vier Augen: Wer vorgelegt oder den zu beurteilenden Schritt getan hat, entscheidet "
        "nicht darüber."
    ),
    resolved_by=Audience.OFFICE,
)
def is_judged_by_another(measure: Measure) -> bool:
    return not measure.act.people & measure.judged


@rule(
    "R-12",
    _(
        "Alle vorgeschriebenen Stellen sind um Mitzeichnung gebeten; mindestens eine Antwort "
        "steht noch aus."
    ),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def asks_all_required(measure: Measure) -> bool:
    asked = {organization.pk for organization in measure.act.data.get("organizations") or ()}
    held = {s.organization_id for s in measure.last_round if s.holds_for(measure.text_seal)}
    return measure.missing_signatures <= asked and bool(asked - held)


@rule(
    "R-13",
    _("Keine vorgeschriebene Mitzeichnung fehlt oder ist überholt."),
    resolved_by=Audience.OFFICE,
)
def has_all_signatures(measure: Measure) -> bool:
    return not measure.missing_signatures


@rule(
    "R-14",
    _("Der Text ist seit der Bitte um Mitzeichnung unverändert."),
    resolved_by=Audience.OFFICE,
)
def is_unchanged_since_asked(measure: Measure) -> bool:
    asked = [measure.act.item] if measure.act.item else measure.last_round
    return all(signature.text_seal == measure.text_seal for signature in asked)


@rule(
    "R-15",
    _(
        "Das Dezernat oder der Oberbürgermeister ist als Entscheidung benannt; fehlende "
        "Deckung ist nie zu übergehen."
    ),
    resolved_by=Audience.OFFICE,
    by_form=True,
)
def overruling_is_authorised(measure: Measure) -> bool:
    item = measure.act.item
    return bool(str(measure.act.data.get("authority") or "").strip()) and not (
        item and item.over_cover
    )
