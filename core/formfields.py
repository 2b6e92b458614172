"""Money, days and times as people really type them: 1.234,50 €, 1.3.27 and 16.30 Uhr."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.amounts import UnreadableAmount, read_amount, write_amount

DAY_FORMATS = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d")
YEARS = range(1950, 2101)


class MoneyField(forms.DecimalField):
    """An amount of euros as people write it, see `core.amounts`; shown as 1.234,50."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Bitte geben Sie einen Betrag in Euro ein, zum Beispiel 1.234,50.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2} | options)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return super().to_python(read_amount(value))
        except UnreadableAmount as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """Write an amount as 1.234,50; what was typed comes back as it was."""
        return write_amount(value) if isinstance(value, Decimal | int) else value


class DayField(forms.DateField):
    """A day: 23.11.2026 as well as 1.3.27, 1. 3. 2027 or 2027-03-01."""

    widget = forms.DateInput(format=DAY_FORMATS[0], attrs={"autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Bitte geben Sie einen Tag ein, zum Beispiel 23.11.2026.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"input_formats": DAY_FORMATS} | options)

    def to_python(self, value: Any) -> date | None:
        """Read what was typed, with or without spaces; a year out of this world is a slip."""
        day = super().to_python("".join(value.split()) if isinstance(value, str) else value)
        if day and day.year not in YEARS:
            raise forms.ValidationError(
                _("Bitte prüfen Sie das Jahr: %(year)d."), "year", {"year": day.year}
            )
        return day


class TimeOfDay(forms.TimeField):
    """A time: 16:00 as well as 16.00, 16 or 16 Uhr."""

    default_error_messages = {"invalid": _("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 16:00.")}

    def __init__(self, **options: Any) -> None:
        formats = ["%H:%M", "%H.%M", "%H"]
        widget = forms.TimeInput(format=formats[0], attrs={"autocomplete": "off"})
        defaults: dict[str, Any] = {"input_formats": formats, "widget": widget}
        super().__init__(**defaults | options)

    def to_python(self, value: Any) -> time | None:
        bare = value.lower().removesuffix("uhr").strip() if isinstance(value, str) else value
        return super().to_python(bare)
