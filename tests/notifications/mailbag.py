"""Every letter there is, written in both languages the moment its step was done, about real rows.

A few measures walk through the engine; after each step its letters are fanned out and written, as
the worker would. What dates bring, digests and letters about non-public measures come after.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now

from core import access
from core.models import Follow, Meeting, Person, Recall
from notifications.digests import digest_letter
from notifications.letters import Letter, letter_for
from notifications.models import Delivery, Preference
from notifications.outbox import fan_out_all
from tests import real_case
from tests.factories import City, Walk, city, costs, require_signature, text
from tests.story import STORY, Move, proposal
from workflow import attention, engine, mentions, substitutes
from workflow.urging import consent_by_silence, urge

LANGUAGES = ("de", "en")
DAY = dt.timedelta(days=1)
REASON = "Die Lage hat sich geändert:\nDie Stelle ist unbesetzt."
COMPETENCE = {"decided_by": "Dezernat II", "legal_basis": "§ 85 NKomVG"}


@dataclass(frozen=True)
class Written:
    """A letter as one person reads it in one language; `absent`: whom they stand in for."""

    kind: str
    name: str
    audience: str
    language: str
    person: str
    public: bool
    absent: str
    letter: Letter

    @property
    def about(self) -> tuple[str, str]:
        return self.name, self.audience

    def __str__(self) -> str:
        return f"{self.name or self.kind} {self.audience} {self.language}"


@dataclass
class Mailbag:
    """Collects what the worker would write after each step."""

    hall: City
    letters: list[Written] = field(default_factory=list)
    last: int = 0

    def collect(self) -> None:
        """Fan out and write what is new, each letter of its own in both languages."""
        fan_out_all(now=now())
        rows = Delivery.objects.with_context().filter(pk__gt=self.last).order_by("pk")
        for row in rows:
            self.last = row.pk
            if not row.collects and row.state in ("due", "digested"):
                self.add(row)

    def add(self, row: Delivery) -> None:
        for language in LANGUAGES:
            row.language = language
            letter = digest_letter(row) if row.collects else letter_for(row)
            assert letter is not None
            told, one = ("", True), letter.alone or row
            if not one.collects and one.substitution is None:
                told = one.event.name, one.told.measure.public
            name, public = told
            absent = str(one.on_behalf_of or "")
            about = (one.kind, name, one.audience, language, str(one.person))
            self.letters.append(Written(*about, public=public, absent=absent, letter=letter))

    def follow(self, moves: list[Move], **changes: Any) -> Told:
        """A measure after these moves of a story."""
        walk = Told(self, **changes)
        for move in moves:
            organization = getattr(self.hall, move.who)
            data = move.data(self.hall, walk.fresh)
            if move.node:
                holder = organization if move.node in ("cosign", "record") else None
                walk.do(move.node, move.step, organization, move.number, holder=holder, **data)
            else:
                walk.take(move.step, organization, move.number, **data)
        return walk


class Told(Walk):
    """Walks one measure and has the letters of each step written."""

    def __init__(self, bag: Mailbag, **changes: Any) -> None:
        self.bag = bag
        super().__init__(bag.hall, **changes)
        bag.collect()

    def do(self, *about: Any, **data: Any) -> Any:
        done = super().do(*about, **data)
        self.bag.collect()
        return done

    def take(self, *about: Any, **data: Any) -> Any:
        done = super().take(*about, **data)
        self.bag.collect()
        return done


def every_letter() -> Mailbag:
    """All there are: of every step to every audience, of dates, digests, non-public measures."""
    bag = Mailbag(city())
    real_case.ground()
    followed(bag.hall)
    ways = (from_start_to_end, signatures, bodies, decisions, money, work, taken_over, in_place_of)
    for way in ways:
        way(bag)
    mentioned(bag)
    non_public(bag)
    dates(bag)
    digests(bag)
    about_substitutions(bag)
    return bag


def followed(hall: City) -> None:
    """By people who are told something else as well, and by one who only follows."""
    for body, number in ((hall.lead, 1), (hall.office, 1), (hall.treasury, 1), (hall.district, 0)):
        follow(hall.of(body, number), hall)


def follow(person: Person, hall: City) -> None:
    Follow.objects.create(person=person, field=hall.field)


# ---- the ways of measures ------------------------------------------------------------------------


def from_start_to_end(bag: Mailbag) -> None:
    bag.follow(STORY, **proposal())
    bag.follow(real_case.REAL_CASE, title="Neubau in zwei Stufen", **real_case.proposal())


def signatures(bag: Mailbag) -> None:
    hall = bag.hall
    walk = Told(bag, title="Übersetzungen für alle Ämter").submitted()
    asked = {"organizations": [hall.culture, hall.school], "note": "Bitte Kapitel 3 lesen."}
    walk.do("check", "request_cosignatures", hall.office, **asked)
    objection = {"answer": "object", "note": "Die Räume fehlen."}
    walk.do("cosign", "cosign", hall.culture, holder=hall.culture, **objection)
    walk.do("overrule", "overrule", hall.office, reason=REASON, authority="Dezernat II")
    walk.take("send_back", hall.office, reason=REASON)
    walk.submitted()
    walk.take("withdraw", hall.lead, reason=REASON)
    silence(bag)


def silence(bag: Mailbag) -> None:
    """One unit was asked under a rule that takes silence for consent, and its time is over."""
    rule = require_signature(bag.hall.school, silence="approve", working_days=1)
    walk = Told(bag, title="Schweigen").submitted()
    asked = {"organizations": [bag.hall.school, bag.hall.culture]}
    walk.do("check", "request_cosignatures", bag.hall.office, **asked)
    consent_by_silence(on=localdate() + 9 * DAY)
    bag.collect()
    rule.delete()


def bodies(bag: Mailbag) -> None:
    hall = bag.hall
    walk = Told(bag, title="Stadtplan in Leichter Sprache").ready(hall.culture).released()
    walk.take("inform", hall.office, title="Zwischenstand", organizations=[hall.notified])
    station = walk.fresh.stations[0]
    meeting = Meeting.objects.create(organization=hall.committee, day=localdate())
    walk.take("schedule", hall.committee, station=station, meeting=meeting)
    walk.take("supplement", hall.office, 1, reason="Neue Zahlen.")
    walk.take("replace", hall.office, 1, reason="Neu gefasst.", motion="Der Rat beschließt neu.")
    change = {"change_text": "Ab 2028.", "change_cost": 1500}
    walk.result(hall.committee, "recommended_with_changes", **change)
    walk.take("withdraw_from_bodies", hall.office, reason=REASON)


def decisions(bag: Mailbag) -> None:
    hall = bag.hall
    route = (hall.main_committee, "advice", 1), (hall.council, "decision", 2)
    counted = {"manner": "counted", "votes_for": 3, "votes_against": 40, "abstentions": 1}
    walk = Told(bag, title="Brunnen").ready().released(*route)
    walk.result(hall.main_committee, "recommended").result(hall.council, "rejected", **counted)
    Told(bag, title="Brücke").ready().released().result(
        hall.committee, "returned_to_lead", verbatim="Bitte die Kosten klären."
    )
    walk = Told(bag, title="Portal").ready().released()
    walk.result(hall.committee, "recommended")
    again = {"outcome": "recommended", "manner": "majority", "scope": "matter"}
    station = walk.fresh.stations[0]
    follow(hall.of(hall.district, 1), hall)
    walk.take("correct", hall.committee, 1, station=station, reason="Tippfehler.", **again)
    walk.result(hall.main_committee, "recommended").result(hall.council, "approved")
    vote = {"organization": hall.council, "meeting_on": localdate() + 3 * DAY}
    follow(hall.of(hall.notified), hall)
    walk.take("object", hall.office, reason="Rechtswidrig.", **vote)
    walk = Told(bag, title="Notunterkunft").submitted()
    said = COMPETENCE | {"reason": REASON, "decision_reference": "Eilentscheidung 1"}
    walk.take("urgent", hall.office, **said)
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")


def money(bag: Mailbag) -> None:
    """Released inside the budget; the grant nobody got was the last thing it waited for."""
    hall = bag.hall
    walk = Told(bag, title="Wegweiser", cost_lines=costs(5000))
    rows = [source("budget", 5000), source("grant", 2000)]
    walk.take("edit_sources", hall.lead, sources=rows)
    walk.ready(hall.treasury).do("release", "approve_in_budget", hall.office, 1, **COMPETENCE)
    kept = walk.fresh.sources.get(kind="budget")
    walk.take("edit_sources", hall.lead, sources=[rows[0] | {"pk": kept.pk}])
    walk.take("edit_sources", hall.lead, sources=[source("budget", 4000) | {"pk": kept.pk}])
    walk.take("abort", hall.office, reason=REASON, decision_reference="0002/2026")


def source(kind: str, amount: int) -> dict[str, Any]:
    amounts = [{"year": localdate().year, "amount": Decimal(amount)}]
    return {"kind": kind, "name": f"Quelle {kind}", "amounts": amounts}


def work(bag: Mailbag) -> None:
    hall = bag.hall
    walk = Told(bag, title="Willkommenslotsen").implementing()
    walk.take("pause", hall.lead, reason=REASON)
    walk.do("resume", "resume", hall.lead, reason="Es geht weiter.")
    orders(walk)
    walk.take("ask_report", hall.office, due_on=localdate() + 9 * DAY)
    report = {"light": "yellow", "text": "Es geht voran.\nEs fehlt Personal.", "progress": 30}
    walk.do("implement", "report", hall.lead, **report)
    walk.do("judge_report", "approve_report", hall.office, answer="return", remark="Bitte Zahlen.")
    walk.take("edit_milestones", hall.lead, responsible="Anna Ahlers", milestones=waived(walk))
    walk.do("implement", "request_completion", hall.lead, final_report="Das Ziel ist erreicht.")
    walk.take("return_completion", hall.office, reason="Bitte den Abschlussbericht ergänzen.")
    further = {"deviation": "Die Kosten steigen auf das Doppelte."}
    walk.take("reopen_for_decision", hall.office, reason=REASON, **further)
    stopped = {"reason": REASON, "decision_reference": "0002/2026"}
    Told(bag, title="Sprachtandem").implementing().take("abort", hall.office, **stopped)


def orders(walk: Told) -> None:
    """One is done, one is dropped."""
    hall, due_on = walk.city, localdate() + DAY
    rows = [
        {"organization": unit, "text": "Räume stellen.", "due_on": due_on}
        for unit in (hall.culture, hall.school)
    ]
    walk.take("give_orders", hall.office, orders=rows)
    walk.do("carry_out", "settle_order", hall.culture, holder=hall.culture, result="Sie stehen.")
    left = walk.fresh.orders.get(organization=hall.school)
    dropped = rows[1] | {"pk": left.pk, "dropped": "Die Räume reichen."}
    walk.take("give_orders", hall.office, orders=[dropped])


def waived(walk: Walk) -> list[dict[str, Any]]:
    rows = walk.fresh.milestones.values("pk", "title", "planned_on")
    return [{**row, "waived": "erledigt"} for row in rows]


def taken_over(bag: Mailbag) -> None:
    hall = bag.hall
    walk = Told(bag)
    case = text(hall, title="Städtepartnerschaft", cost_lines=costs(5000))
    walk.measure = engine.start(actor=hall.of(hall.office), data=case)
    said = {"to": "funding", "decision_reference": "0001/2020", "evidence": "Protokoll"}
    walk.take("take_over", hall.office, reason=REASON, **said)
    walk.do("look_again", "look_again", hall.office, 1, answer="confirm")


# ---- who else is told, and when ------------------------------------------------------------------


def in_place_of(bag: Mailbag) -> None:
    """A substitute is told besides the absent person, and acts "i. V."."""
    hall = bag.hall
    for absent, number in ((hall.lead, 0), (hall.office, 0)):
        stand_in(hall.of(absent, number), hall.of(hall.school, number))
    walk = Told(bag, title="Sprachkurse")
    walk.submitted()
    walk.measure = engine.intervene(
        actor=hall.of(hall.school),
        measure=walk.measure.pk,
        step="send_back",
        seen=walk.fresh.version,
        data={"reason": REASON},
    )
    bag.collect()


def stand_in(absent: Person, substitute: Person) -> None:
    till = {"valid_from": localdate(), "valid_to": localdate() + 7 * DAY}
    substitutes.enter(by=absent, absent=absent, substitute=substitute, **till)
    access.forget(substitute)


def about_substitutions(bag: Mailbag) -> None:
    """Entered by the head and ended by the head, so that both are told, and one that is limited."""
    hall = bag.hall
    head, absent, other = hall.of(hall.lead), hall.of(hall.lead, 1), hall.of(hall.school)
    access.join(person=head, organization=hall.lead, role="head")
    till = {"valid_from": localdate(), "valid_to": localdate() + 7 * DAY, "scope": ["cosign"]}
    row = substitutes.enter(by=head, absent=absent, substitute=other, **till)
    bag.collect()
    substitutes.revoke(row.pk, by=head)
    bag.collect()


def mentioned(bag: Mailbag) -> None:
    """In comments on a public measure and on one that is not."""
    hall = bag.hall
    for title, public in (("Erwähnung", True), ("Geheimnis", False)):
        walk = Told(bag, title=title, public=public).submitted()
        text = f"@{hall.of(hall.lead)}\n{REASON}\nEs geht um: {title}."
        mentions.write(walk.fresh, by=hall.of(hall.office), text=text)
        bag.collect()


def non_public(bag: Mailbag) -> None:
    Told(bag, title="Geheimnis", public=False).submitted()


def dates(bag: Mailbag) -> None:
    """Reminders before, word to head and office after; several on one day make one mail."""
    hall = bag.hall
    near = Told(bag, title="Erinnerung").implementing()
    near.take("ask_report", hall.office, due_on=localdate() + 3 * DAY)
    for title in ("Versäumt", "Auch versäumt"):
        late = Told(bag, title=title).implementing()
        late.take("ask_report", hall.office, due_on=localdate() - DAY)
    urge(on=localdate() + DAY)
    bag.collect()
    gathered = Delivery.objects.filter(kind="gathered", items__isnull=False).distinct()
    for row in gathered.order_by("pk"):
        bag.add(row)


def digests(bag: Mailbag) -> None:
    """With news of public and non-public measures, tasks that wait and Wiedervorlagen.

    When no digest tells it, a Wiedervorlage has a letter of its own.
    """
    hall = bag.hall
    reader = hall.of(hall.office)
    for topic in ("task", "proposal", "decision", "money", "work"):
        Preference.objects.create(person=reader, topic=topic, frequency="daily")
    walk = Told(bag, title="Für die Sammelmail").submitted()
    Told(bag, title="Geheimnis", public=False).submitted()
    note = "Frau Ahlers anrufen"
    Recall.objects.create(person=reader, measure_id=walk.measure.pk, due_on=localdate(), note=note)
    for row in Delivery.objects.filter(kind="digest", items__isnull=False).distinct():
        bag.add(row)
    held = Delivery.objects.filter(person=reader).exclude(kind="letter")
    held.update(state="suppressed", suppression="cancelled")
    attention.mail_due(at=now() + 9 * DAY)
    bag.add(Delivery.objects.get(kind="gathered", items__isnull=True, person=reader))
