"""Every way to write an amount means one amount; what could mean two means none."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.amounts import UnreadableAmount, read_amount, write_amount

AMOUNTS = st.decimals(min_value=-(10**11), max_value=10**11, places=2, allow_nan=False)
WAYS = [
    ("1.970.000,--", "1970000"),
    ("1.970.000,-", "1970000"),
    ("5.800,-€", "5800"),
    ("5.800,- €", "5800"),
    ("-5.800,00 €", "-5800"),
    ("–5.800,00", "-5800"),
    ("−5.800,-", "-5800"),
    ("- 5.800", "-5800"),
    ("5.800,00-", "-5800"),
    ("5.800,00 - €", "-5800"),
    ("1234,5", "1234.50"),
    ("1234.50", "1234.50"),
    ("1234.5", "1234.50"),
    ("12 500", "12500"),
    ("12\u00a0500,00\u202f€", "12500"),
    ("12.500", "12500"),
    ("€ 5.800", "5800"),
    ("-€5.800", "-5800"),
    ("- EUR 5.800", "-5800"),
    ("5.800,00 €-", "-5800"),
    ("5.800 EUR", "5800"),
    ("5.800 Euro", "5800"),
    ("+5", "5"),
    ("0", "0"),
    ("1.234.567,89", "1234567.89"),
]
NONE = [
    *("", " ", "-", "€", "abc", "1.23.456", "1,2,3", "12,345", "1.2345", "1 23", "1.234.5"),
    *(
        "12.34,56",
        "nan",
        "inf",
        "1e5",
        "--5",
        "-5-",
        "٣٤",
        "1" * 41,
        "5,--€5",
        "12€50",
        "5€80",
        "12EUR50",
        "12 Euro 50",
        "1€234,00",
        "€5€",
        "1.234,5,",
        "1 234.567",
    ),
]


@pytest.mark.parametrize(("typed", "amount"), WAYS)
def test_every_way_of_writing_is_read(typed: str, amount: str) -> None:
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_amount_or_two_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableAmount):
        read_amount(typed)


@given(AMOUNTS)
def test_what_is_written_is_read_to_the_cent(amount: Decimal) -> None:
    assert read_amount(write_amount(amount)) == amount


@given(AMOUNTS)
def test_all_ways_of_writing_an_amount_mean_the_same(amount: Decimal) -> None:
    whole, _comma, cents = write_amount(abs(amount)).partition(",")
    plain = whole.replace(".", "")
    ways = [f"{plain},{cents}", f"{plain}.{cents}", f"{whole},{cents} €", f"EUR {whole},{cents}"]
    ways += [f"{whole.replace('.', ' ')},{cents}"]
    if cents == "00":
        ways += [plain, f"{whole},--", f"{whole},-€"]

    assert {read_amount(way) for way in ways} == {abs(amount)}
    assert {read_amount(f"-{way}") for way in ways} == {-abs(amount)}


@given(AMOUNTS, st.sampled_from(["€", "EUR", " Euro "]), st.data())
def test_a_currency_among_the_figures_is_no_amount(
    amount: Decimal, currency: str, data: st.DataObject
) -> None:
    written = write_amount(abs(amount))
    at = data.draw(st.integers(1, len(written) - 1))

    with pytest.raises(UnreadableAmount):
        read_amount(written[:at] + currency + written[at:])


@given(st.text(max_size=60))
@example("1.970.000,--")
@example("0,-")
def test_any_text_is_an_amount_or_a_value_error(text: str) -> None:
    try:
        amount = read_amount(text)
    except UnreadableAmount:
        return
    assert amount == read_amount(write_amount(amount))
