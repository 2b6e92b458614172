"""A believable city for the demo; all that happened in it the right people did by the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from core import deadlines
from core.models import JournalEntry
from workflow import rounds

from . import decided, funding, measures, outcomes, stories
from .city import OFFICE, City, found_city
from .sittings import hold_sittings
from .text import Text
from .walk import Walk, take

__all__ = ["build"]

Story = Callable[[Walk], None]

# What is told, how many working days ago it began, and how it went.
TOLD: list[tuple[Text, int, Story]] = [
    (measures.YOUNG_AMBASSADORS, 9, stories.young_ambassadors),
    (measures.BRUSSELS, 22, stories.brussels),
    (measures.LANGUAGE_COURSES, 6, stories.language_courses),
    (measures.EUROPE_WEEK, 30, stories.europe_week),
    (measures.WELCOME_PORTAL, 44, stories.welcome_portal),
    (measures.GRANT_GUIDE, 13, stories.grant_guide),
    (measures.TRAIN_TRIPS, 20, stories.train_trips),
    (measures.TRAINEES, 25, stories.trainees),
    (measures.CLIMATE_PARTNERS, 46, stories.climate_partners),
    (measures.SUMMER_FESTIVAL, 60, stories.summer_festival),
    (measures.BRISTOL_SQUARE, 42, stories.bristol_square),
    (decided.COOL_YARDS, 95, funding.cool_yards),
    (decided.TRADE_FAIR, 170, outcomes.trade_fair),
    (decided.INTERPRETERS, 32, outcomes.interpreters),
    (decided.BRISTOL_JUBILEE, 205, outcomes.bristol_jubilee),
    (decided.STORM_AID, 50, outcomes.storm_aid),
    (decided.WRITERS, 120, outcomes.writers),
    (decided.HIROSHIMA, 104, outcomes.hiroshima),
    (decided.FOUNDERS, 190, outcomes.founders),
    (decided.TRAINING, 240, outcomes.training),
    (decided.GUEST_GUIDE, 165, outcomes.guest_guide),
    (decided.YOUTH_CAPITAL, 140, outcomes.youth_capital),
    (decided.INTERPRETED_COUNCIL, 85, outcomes.interpreted_council),
    (decided.SUPPLY_CHAINS, 215, outcomes.supply_chains),
]


def open_report_round(city: City) -> None:
    """The office asks for the half-yearly reports; some are in, others wait."""
    by = city.person(OFFICE, "coordinator")
    until = deadlines.next_working_day(city.today + dt.timedelta(days=14))
    row = rounds.open_round(plan=city.plan, until=until, by=by, on=city.today)
    rounds.ask(row, by=by, at=JournalEntry.objects.latest("at").at)


@transaction.atomic
def build(*, today: dt.date, password: str | None = None) -> City:
    """Make the city and walk its measures; all or nothing."""
    city = found_city(today=today, password=password)
    walks = []
    for number, (text, began, tell) in enumerate(TOLD, start=1):
        walk = Walk(city, text, number=number, began=began)
        tell(walk)
        walks.append(walk)
    take(walks)
    hold_sittings(city)
    open_report_round(city)
    return city
