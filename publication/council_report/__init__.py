"""The half-yearly report to the council (Umsetzungsbericht): derived from data, never typed."""

from .collecting import collect
from .files import FORMATS, ReportFile, report_file
from .rows import CouncilReport, Period
from .scope import may_read_whole

__all__ = [
    "FORMATS",
    "CouncilReport",
    "Period",
    "ReportFile",
    "collect",
    "may_read_whole",
    "report_file",
]
