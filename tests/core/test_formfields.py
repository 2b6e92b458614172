"""Money, days and times are understood the way people type them."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.formfields import DayField, MoneyField, TimeOfDay


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234,50 €", "1234.50"),
        ("1.234.567,8", "1234567.8"),
        ("1234,5", "1234.5"),
        ("1234.50", "1234.50"),
        ("12 500", "12500"),
        ("12.500", "12500"),
        ("12\N{NO-BREAK SPACE}500,00 EUR", "12500.00"),
        ("0", "0"),
        ("-3,20", "-3.20"),
    ],
)
def test_money_is_read_as_typed(typed, amount):
    assert MoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["viel", "1,2,3", "1.23.4", "12,505", "1.23,4,"])
def test_money_refuses_what_is_no_amount(typed):
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


def test_money_names_an_example_when_it_is_not_understood():
    with pytest.raises(ValidationError) as refusal:
        MoneyField().clean("viel")

    assert refusal.value.messages == [
        "Bitte geben Sie einen Betrag in Euro ein, zum Beispiel 1.234,50."
    ]


def test_money_shows_an_amount_the_german_way_and_typed_text_untouched():
    assert MoneyField().prepare_value(Decimal("1234.5")) == "1.234,50"
    assert MoneyField().prepare_value("1234,5") == "1234,5"
    assert MoneyField().prepare_value(None) is None


def test_money_left_empty_is_nothing():
    assert MoneyField(required=False).clean("") is None


@pytest.mark.parametrize("typed", ["1.3.2027", "01.03.27", "1. 3. 2027", "2027-03-01"])
def test_day_is_read_as_typed(typed):
    assert DayField().clean(typed) == date(2027, 3, 1)


@pytest.mark.parametrize("typed", ["31.2.2027", "morgen", "3/1/2027"])
def test_day_refuses_what_is_no_day(typed):
    with pytest.raises(ValidationError) as refusal:
        DayField().clean(typed)

    assert refusal.value.messages == ["Bitte geben Sie einen Tag ein, zum Beispiel 23.11.2026."]


def test_day_is_shown_the_german_way():
    assert 'value="01.03.2027"' in DayField().widget.render("day", date(2027, 3, 1))


@pytest.mark.parametrize("typed", ["19:00", "19.00", "19.00 Uhr", "19 uhr", "19"])
def test_time_is_read_as_typed(typed):
    assert TimeOfDay().clean(typed) == time(19)


@pytest.mark.parametrize("typed", ["abends", "25 Uhr", "19,00"])
def test_time_names_an_example_when_it_is_not_understood(typed):
    with pytest.raises(ValidationError) as refusal:
        TimeOfDay().clean(typed)

    assert refusal.value.messages == ["Bitte geben Sie eine Uhrzeit ein, zum Beispiel 16:00."]
