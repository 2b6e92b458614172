"""Who is told of what, on measures walked by the engine."""

import pytest
from django.utils.timezone import now

from core.access import join
from core.models import JournalEntry, Organization, Person
from core.steps import Audience
from notifications.models import Delivery
from notifications.outbox import fan_out_all
from notifications.recipients import FINDERS, recipients
from tests.factories import City, Walk

URGENT = {
    "reason": "Frist des Förderers.",
    "decided_by": "Oberbürgermeister",
    "legal_basis": "§ 89 NKomVG",
    "decision_reference": "EE 1/2026",
}


def found(walk: Walk, audience: Audience) -> set[Person]:
    """The people of an audience for the measure's newest entry."""
    return set(FINDERS[audience](newest(walk)))


def newest(walk: Walk) -> JournalEntry:
    return JournalEntry.objects.filter(measure=walk.measure.pk).latest("number")


def people(hall: City, *organizations: Organization) -> set[Person]:
    return {person for each in organizations for person in hall.people[each.pk]}


def test_every_audience_is_found_somehow() -> None:
    assert set(FINDERS) == set(Audience)


def test_standing_audiences_hold_the_permissions(hall: City) -> None:
    walk = Walk(hall)

    assert found(walk, Audience.LEAD) == people(hall, hall.lead)
    assert found(walk, Audience.OFFICE) == people(hall, hall.office)
    assert found(walk, Audience.TREASURY) == people(hall, hall.treasury)
    assert found(walk, Audience.COUNCIL) == people(hall, hall.council, hall.main_committee)
    assert found(walk, Audience.NOBODY) == set()


def test_abolished_council_is_not_told(hall: City) -> None:
    Organization.objects.filter(pk=hall.council.pk).update(valid_to="2020-12-31")

    assert found(Walk(hall), Audience.COUNCIL) == people(hall, hall.main_committee)


def test_asked_are_those_of_this_round_then_everybody_asked(hall: City) -> None:
    walk = Walk(hall).submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.culture])
    assert found(walk, Audience.ASKED) == people(hall, hall.culture)

    walk.take("send_back", hall.office, reason="Neu fassen.")
    walk.submitted()
    walk.do("check", "request_cosignatures", hall.office, organizations=[hall.school])
    assert found(walk, Audience.ASKED) == people(hall, hall.school)

    walk.take("withdraw", hall.lead, reason="Nicht mehr nötig.")
    assert found(walk, Audience.ASKED) == people(hall, hall.culture, hall.school)


def test_objection_is_told_to_the_lead_and_its_end_to_the_objector(hall: City) -> None:
    walk = Walk(hall).submitted()
    asked = [hall.culture, hall.school]
    walk.do("check", "request_cosignatures", hall.office, organizations=asked)
    walk.do("cosign", "cosign", hall.school, holder=hall.school, answer="approve")
    assert told(walk, ["office"]) == people(hall, hall.office)

    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, answer="object", note="Nein.")
    assert told(walk, ["office"]) == people(hall, hall.office, hall.lead)

    walk.do("overrule", "overrule", hall.office, reason="Vorrang.", authority="Dezernat II")
    assert found(walk, Audience.OBJECTOR) == people(hall, hall.culture)


def told(walk: Walk, audiences: list[str]) -> set[Person]:
    return {each.person for each in recipients(newest(walk), audiences)}


def test_secretariats_are_those_of_the_opened_stations(hall: City) -> None:
    walk = Walk(hall).ready().released()
    route = people(hall, hall.committee, hall.main_committee, hall.council)
    assert found(walk, Audience.SECRETARIATS) == route

    walk.take("inform", hall.office, title="Zwischenstand", organizations=[hall.notified])
    assert found(walk, Audience.SECRETARIATS) == people(hall, hall.notified)

    walk.result(hall.committee, "recommended")
    still_open = people(hall, hall.notified, hall.main_committee, hall.council)
    assert found(walk, Audience.SECRETARIATS) == still_open


def test_next_body_is_the_one_whose_turn_came(hall: City) -> None:
    walk = Walk(hall).ready()
    walk.released(
        (hall.committee, "advice", 1),
        (hall.second_committee, "advice", 1),
        (hall.notified, "information", 1),
        (hall.main_committee, "advice", 2),
        (hall.council, "decision", 3),
    )
    walk.result(hall.committee, "recommended")
    assert found(walk, Audience.NEXT_BODY) == set()

    walk.result(hall.second_committee, "recommended")
    assert found(walk, Audience.NEXT_BODY) == people(hall, hall.main_committee)

    walk.result(hall.main_committee, "referred", refer_to=hall.committee)
    assert found(walk, Audience.NEXT_BODY) == people(hall, hall.committee)


def test_late_letters_reach_who_was_next_then(hall: City) -> None:
    """The worker was away for a whole consultation: each result is still told to its next body."""
    walk = Walk(hall).ready().released().adopted()
    fan_out_all(now=now())

    entries = JournalEntry.objects.filter(action="publish").order_by("number")
    told_as_next = [
        {mail.person for mail in Delivery.objects.filter(entry=entry, audience="next_body")}
        for entry in entries
    ]
    assert told_as_next == [
        people(hall, hall.main_committee),
        people(hall, hall.council),
        set(),
    ]
    assert walk.fresh.status == "funded"


def test_bodies_of_the_route_and_the_deciding_one(hall: City) -> None:
    walk = Walk(hall).ready().routed()
    assert found(walk, Audience.BODIES) == set()
    assert found(walk, Audience.DECIDING_BODY) == people(hall, hall.council)

    walk.do("release", "release", hall.office, 1)
    walk.adopted()
    route = people(hall, hall.committee, hall.main_committee, hall.council)
    assert found(walk, Audience.BODIES) == route
    assert found(walk, Audience.DECIDING_BODY) == people(hall, hall.council)


@pytest.mark.parametrize(
    ("public", "concerned", "expected"), [(True, True, 2), (True, False, 0), (False, True, 0)]
)
def test_network_is_told_of_public_measures_of_its_fields(
    hall: City, public: bool, concerned: bool, expected: int
) -> None:
    hall.field.concerns_network = concerned
    hall.field.save()

    assert len(found(Walk(hall, public=public), Audience.NETWORK)) == expected


def test_network_is_not_told_without_a_field(hall: City) -> None:
    assert found(Walk(hall, field=None), Audience.NETWORK) == set()


def test_correction_reaches_all_who_were_told_and_who_published(hall: City) -> None:
    walk = Walk(hall).ready().released()
    walk.result(hall.committee, "recommended")
    fan_out_all(now=now())
    station = walk.fresh.stations[0]
    walk.result(hall.main_committee, "recommended")
    values = {"outcome": "recommended", "manner": "majority", "scope": "matter"}
    walk.take("correct", hall.committee, 1, station=station, reason="Tippfehler.", **values)

    published = JournalEntry.objects.get(object=f"consultation:{station.pk}", action="publish")
    mailed = {mail.person for mail in Delivery.objects.filter(entry=published)}
    assert mailed == people(hall, hall.lead, hall.office, hall.main_committee)
    assert found(walk, Audience.TOLD) == mailed | {hall.of(hall.committee)}


def test_objection_to_the_decision_reaches_all_who_were_told_it(hall: City) -> None:
    walk = Walk(hall, cost_lines=[], no_costs=True).ready().released().adopted()
    fan_out_all(now=now())
    walk.take("object", hall.office, reason="Rechtswidrig.", organization=hall.council)

    decided = hall.of(hall.council)
    told_of_it = people(hall, hall.lead, hall.office, hall.treasury) | {decided}
    assert found(walk, Audience.TOLD) == told_of_it


def test_everybody_concerned_is_told_when_nobody_is_known(hall: City) -> None:
    walk = Walk(hall)

    expected = people(hall, hall.lead, hall.office, hall.treasury)
    assert found(walk, Audience.TOLD) == expected


def test_person_in_several_audiences_is_told_once(hall: City) -> None:
    both = hall.of(hall.office)
    join(person=both, organization=hall.treasury, role="treasurer")
    walk = Walk(hall).submitted()

    everybody = recipients(newest(walk), ["treasury", "office"])

    assert [each.audience for each in everybody if each.person == both] == [Audience.OFFICE]
    assert len(everybody) == 4


def test_inactive_people_are_not_told(hall: City) -> None:
    Person.objects.filter(pk=hall.of(hall.office).pk).update(is_active=False)

    assert found(Walk(hall), Audience.OFFICE) == {hall.of(hall.office, 1)}


def test_urgent_decision_tells_council_main_committee_and_lead(hall: City) -> None:
    walk = Walk(hall).submitted()
    walk.take("urgent", hall.office, **URGENT)
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")
    fan_out_all(now=now())

    mails = Delivery.objects.filter(entry__action="look_again")
    audiences = {(mail.person, mail.audience) for mail in mails}
    council = people(hall, hall.council, hall.main_committee)
    lead = people(hall, hall.lead)
    expected = {(p, "council") for p in council} | {(p, "lead") for p in lead}
    assert audiences == expected
