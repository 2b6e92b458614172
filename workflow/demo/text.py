"""What is written down about a measure of the demo."""

from __future__ import annotations

from dataclasses import dataclass

NOT_RELEVANT = "Die Maßnahme ist für das Klima nicht erheblich."
FOR_ALL = (
    "Das Angebot steht Menschen jeden Geschlechts offen. Teilnahme und Ergebnisse werden nach "
    "Geschlecht getrennt erfasst und im Sachstand genannt."
)

Cost = tuple[int, str, int]
Source = tuple[str, str, tuple[int, ...], str]


@dataclass(frozen=True)
class Text:
    """The words and figures of one measure.

    Costs are (year of the story, product, euros), sources (kind, name, euros a year, cover), the
    period is counted in days from today.
    """

    title: str
    lead: str
    field: int
    goals: tuple[int, ...]
    description: str
    justification: str = ""
    motion: str = ""
    gender: str = FOR_ALL
    climate: str = NOT_RELEVANT
    partners: str = ""
    urgency: str = "normal"
    participants: tuple[str, ...] = ()
    costs: tuple[Cost, ...] = ()
    sources: tuple[Source, ...] = ()
    period: tuple[int, int] = (30, 400)
    public: bool = True
    no_costs: bool = False
    district: str = ""
