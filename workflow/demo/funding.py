"""How a measure came to its money that is still before the treasury; days are working days."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .city import COUNCIL, ECONOMY, INTERNATIONAL, MAIN, NATURE, PERSONNEL, TREASURY
from .outcomes import sent_to_council
from .walk import Walk


def cool_yards(w: Walk) -> None:
    """Adopted by the council; the grant and what it leaves open wait for the treasury."""
    w.propose().on(4).ask().on(8).all_sign(ECONOMY, PERSONNEL, TREASURY)
    w.on(10).grant("Horizont Europa", "applied", "Antrag vom Portal der Europäischen Kommission")
    sent_to_council(w, NATURE)
    w.on(26).vote(NATURE, "recommended", (11, 0, 0))
    w.on(28).vote(INTERNATIONAL, "recommended", (8, 2, 1))
    w.on(40).result(MAIN, "recommended", "unanimous")
    w.vote(
        COUNCIL, "approved", (41, 18, 3), verbatim="41 Stimmen dafür, 18 dagegen, 3 Enthaltungen"
    )
    w.on(44).step(
        "confirm_source",
        by=w.treasurer(),
        source=lambda: w.measure.sources.get(name="Eigenanteil Klimaschutz"),
        answer="conditional",
        condition="Gilt, sobald der Zuwendungsbescheid vorliegt.",
    )
    w.on(50).plan_work(("Bescheid der Kommission", 110), ("Erster Hof entsiegelt", 180))
    w.on(52).attach("Projektskizze", "skizze.txt", "Drei Höfe, zwei Sommer, ein Leitfaden.\n")
    cool_yards_granted(w)


def cool_yards_granted(w: Walk) -> None:
    """The notice is 6,000 euros short in the first year, which the corridor is to fill up."""
    first, second = w.year, w.year + 1
    w.on(84).grant(
        "Horizont Europa",
        "granted",
        "Zuwendungsbescheid liegt bei den Akten",
        notice_number="HE-101182",
        notice_on=w.day(82),
        period_from=w.day(0),
        period_to=w.day(600),
        drawing_due=w.day(130),
        proof_due=w.day(660),
        amounts=[
            {"year": first, "amount": Decimal(57_000)},
            {"year": second, "amount": Decimal(147_000)},
        ],
    )
    w.on(86)
    fill_up(w, "Finanzkorridor Internationales", 6_000)


def fill_up(w: Walk, name: str, euros: int) -> None:
    """The lead adds money of the corridor for the first year; what is there stays."""

    def rows() -> list[dict[str, Any]]:
        names = ("pk", "kind", "name", "cover", "budget_item")
        known = [
            {name: getattr(each, name) for name in names}
            | {"amounts": list(each.amounts.values("year", "amount"))}
            for each in w.measure.sources.all()
        ]
        return [*known, added | {"budget_item": w.item_of("corridor")}]

    added = {"kind": "corridor", "name": name, "amounts": w.amounts((euros,))}
    w.step("edit_sources", by=w.clerk(), sources=rows)
