"""The half-yearly report to the council (Umsetzungsbericht): derived from data, never typed."""

from .collecting import collect
from .rows import CouncilReport, Period
from .scope import may_read_whole

__all__ = ["CouncilReport", "Period", "collect", "may_read_whole"]
