"""Tags and filters write what people read."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core import charts
from core.components import (
    Badge,
    BlockedStep,
    Change,
    Column,
    Entry,
    Link,
    NextStep,
    Reason,
    Stage,
    Station,
)
from core.steps import Status
from core.templatetags import laufzettel

ON = date(2026, 11, 25)


def rendered(source, **context):
    return Template("{% load laufzettel %}" + source).render(Context(context))


def text(markup):
    """What is left of a page when the marks are gone."""
    inside, words = False, []
    for letter in markup:
        inside = (inside or letter == "<") and letter != ">"
        words.append(" " if inside or letter == ">" else letter)
    return " ".join("".join(words).split())


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("1234.5"), "1.234,50\N{NO-BREAK SPACE}€"),
        (1_000_000, "1.000.000,00\N{NO-BREAK SPACE}€"),
        (Decimal("-0.05"), "-0,05\N{NO-BREAK SPACE}€"),
        (0, "0,00\N{NO-BREAK SPACE}€"),
        (None, "–"),
    ],
)
def test_money_is_written_the_german_way(amount, written):
    assert laufzettel.money(amount) == written


def test_day_and_moment_stand_in_the_city_s_time():
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert laufzettel.day(date(2026, 11, 23)) == "23.11.2026"
    assert laufzettel.day(late) == "23.11.2026"
    assert laufzettel.moment(late) == "23.11.2026, 00:30 Uhr"
    assert (laufzettel.day(None), laufzettel.moment(None)) == ("–", "–")


@pytest.mark.parametrize(
    ("deadline", "seen"),
    [
        (date(2026, 11, 20), "20.11.2026 seit 5 Tagen überfällig"),
        (date(2026, 11, 24), "24.11.2026 seit gestern überfällig"),
        (date(2026, 11, 25), "25.11.2026 heute"),
        (date(2026, 11, 26), "26.11.2026 morgen"),
        (date(2026, 12, 9), "09.12.2026 in 14 Tagen"),
        (date(2026, 12, 10), "10.12.2026"),
        (None, "–"),
    ],
)
def test_a_deadline_says_how_far_it_is(deadline, seen):
    assert text(laufzettel.due(deadline, ON)) == seen


def test_only_a_deadline_that_has_passed_is_marked_late():
    assert "lz-late" in laufzettel.due(date(2026, 11, 24), ON)
    assert "lz-late" not in laufzettel.due(date(2026, 11, 25), ON)


def test_a_badge_shows_words_beside_its_picture_and_escapes_them():
    assert laufzettel.badge("<b>", "success") == (
        '<span class="kern-badge kern-badge--success">'
        '<span class="kern-icon kern-icon--success" aria-hidden="true"></span>'
        '<span class="kern-label">&lt;b&gt;</span></span>'
    )


def test_a_quiet_badge_needs_no_picture():
    assert "kern-icon" not in laufzettel.badge("Entwurf")


@pytest.mark.parametrize("status", Status.values)
def test_every_status_has_a_badge_with_its_label_and_a_picture(status):
    badge = laufzettel.status_badge(status, Status(status).label)

    assert text(badge) == Status(status).label
    assert "kern-icon--" in badge


def test_tones_and_icons_name_no_status_that_does_not_exist():
    assert {*laufzettel.TONES, *laufzettel.ICONS} <= set(Status.values)


def test_get_looks_up_a_key_that_is_a_variable():
    assert rendered("{{ counts|get:code }}", counts={"draft": 3}, code="draft") == "3"


@pytest.mark.parametrize(("level", "tone"), [("error", "danger"), ("success", "success")])
def test_an_alert_takes_the_tone_of_a_message(level, tone):
    alert = rendered('{% alert "Gespeichert" "" level %}', level=level)

    assert f"kern-alert--{tone}" in alert
    assert text(alert) == "Gespeichert"


def test_the_stepper_marks_one_stage_and_says_how_far_the_others_are():
    stages = [
        Stage(label="Entwurf", progress="done"),
        Stage(label="Prüfung", progress="current"),
        Stage(label="Mitzeichnung", progress="skipped"),
        Stage(label="Beratung"),
    ]
    page = rendered("{% stepper stages %}", stages=stages)

    assert page.count('aria-current="step"') == 1
    assert text(page) == (
        "Entwurf : abgeschlossen 2 Prüfung : aktueller Stand – Mitzeichnung : entfällt "
        "4 Beratung : offen"
    )


def test_the_timeline_shows_role_day_result_and_deviation():
    station = Station(
        organization="Internationaler Ausschuss",
        role="Beratung",
        day=date(2026, 11, 12),
        progress="done",
        result=Badge(label="Geändert empfohlen", tone="warning"),
        votes="9 Ja",
        deviation="Bericht nach 12 Monaten",
    )
    page = rendered("{% timeline stations %}", stations=[station, Station(organization="Rat")])

    assert text(page) == (
        "12.11.2026 Internationaler Ausschuss (Beratung) Geändert empfohlen 9 Ja "
        "Abweichung: Bericht nach 12 Monaten Zukünftig Rat"
    )
    assert '<time datetime="2026-11-12">' in page


def test_the_next_step_has_one_primary_button():
    step = NextStep(
        title="Ergebnis erfassen",
        holder="Sitzungsdienst",
        deadline=date(2026, 11, 24),
        consequence="Danach entscheidet der Rat.",
        primary=Link(label="Erfassen", url="/a/"),
        others=[Link(label="Vertagen", url="/b/")],
    )
    page = rendered("{% next_step step on %}", step=step, on=ON)

    assert page.count("kern-btn--primary") == 1
    assert text(page) == (
        "Nächster Schritt Ergebnis erfassen Zuständig Sitzungsdienst Frist 24.11.2026 "
        "seit gestern überfällig Danach entscheidet der Rat. Erfassen Vertagen"
    )


def test_the_next_step_of_others_offers_no_button():
    step = NextStep(title="Finanzierung bestätigen", holder="20 Finanzen")
    page = rendered("{% next_step step on %}", step=step, on=ON)

    assert text(page) == "Wartet auf andere Finanzierung bestätigen Zuständig 20 Finanzen"
    assert "<a" not in page


def test_why_not_names_every_reason_and_who_resolves_it():
    reasons = [
        Reason(number="R-40", sentence="Nicht gedeckt.", resolved_by="Kämmerei"),
        Reason(number="R-43", sentence="Kein Meilenstein."),
    ]
    page = rendered("{% why_not steps %}", steps=[BlockedStep(label="Starten", reasons=reasons)])

    assert text(page) == (
        "Warum sind andere Schritte nicht möglich? (1) Starten R-40 Nicht gedeckt. "
        "Klärt: Kämmerei R-43 Kein Meilenstein."
    )
    assert rendered("{% why_not steps %}", steps=[]).strip() == ""


def test_a_refusal_lists_the_rules_and_takes_the_focus():
    page = rendered("{% refusal reasons %}", reasons=[Reason(number="R-10", sentence="Grund.")])

    assert text(page) == "Dieser Schritt ist noch nicht möglich R-10 Grund."
    assert "data-focus-on-load" in page


def test_a_description_list_shows_a_dash_for_nothing_and_a_nought_for_nought():
    facts = [("Kosten", 0), ("Förderung", None), ("Ort", "")]

    assert text(rendered("{% description_list facts %}", facts=facts)) == (
        "Kosten 0 Förderung – Ort –"
    )


def test_the_journal_shows_who_did_what_when_and_why():
    entry = Entry(
        number=3,
        moment=datetime(2026, 11, 23, 13, 3, tzinfo=UTC),
        actor="Jana Wolff",
        on_behalf_of="Petra Krüger",
        organization="15.2",
        label="Zurückgegeben",
        came_from="Formale Prüfung",
        went_to="In Überarbeitung",
        reason="2028 fehlt.",
        changes=[Change(label="Titel", old="Gruppe", new="Vernetzungsgruppe")],
    )

    assert text(rendered("{% journal entries %}", entries=[entry])) == (
        "3 Zurückgegeben 23.11.2026, 14:03 Uhr · Jana Wolff in Vertretung für Petra Krüger, 15.2 "
        "von Formale Prüfung → nach In Überarbeitung 2028 fehlt. "
        "Änderungen (1) zu Eintrag 3 Titel [gestrichen: Gruppe ] [neu: Vernetzungsgruppe ]"
    )


def test_tabs_mark_the_present_one_and_show_counts_down_to_nought():
    links = [Link(label="Meine", url="?", current=True, count=0), Link(label="Alle", url="?a=1")]
    page = rendered('{% tabs links "Aufgaben" %}', links=links)

    assert text(page) == "Meine 0 Alle"
    assert page.count('aria-current="page"') == 1


def test_breadcrumbs_end_here():
    page = rendered('{% breadcrumbs links "M-1" %}', links=[Link(label="Maßnahmen", url="/m/")])

    assert text(page) == "Maßnahmen M-1"
    assert '<li aria-current="page">M-1</li>' in page


def test_an_empty_list_says_what_to_do():
    link = Link(label="Vorschlagen", url="/neu/")

    assert text(rendered('{% empty "Nichts da" "Noch nichts." link %}', link=link)) == (
        "Nichts da Noch nichts. Vorschlagen"
    )


@pytest.mark.parametrize(
    ("sort", "direction", "order"),
    [("due", "ascending", "-due"), ("-due", "descending", "due"), ("title", None, "due")],
)
def test_a_sort_header_turns_the_order_and_returns_to_the_first_page(sort, direction, order):
    request = RequestFactory().get("/", {"q": "Europa", "page": "3"})
    page = rendered('{% sort_header "Frist" "due" sort %}', request=request, sort=sort)

    assert f'href="?q=Europa&amp;sort={order}"' in page
    assert ("aria-sort" in page) is bool(direction)
    assert f'aria-sort="{direction}"' in page or direction is None


def test_a_table_has_a_caption_headings_and_labels_for_the_phone():
    page = rendered(
        '{% data_table "Quellen" columns rows "-amount" %}',
        request=RequestFactory().get("/"),
        columns=[Column(label="Quelle"), Column(label="Betrag", numeric=True, sort="amount")],
        rows=[("EU", "5,00 €"), ("Land", "7,00 €")],
    )

    assert text(page) == "Quellen Quelle Betrag EU 5,00 € Land 7,00 €"
    assert page.count('scope="row" data-label="Quelle"') == 2
    assert 'aria-sort="descending"' in page


def test_a_table_refuses_a_row_of_another_length():
    with pytest.raises(ValueError, match="zip"):
        rendered('{% data_table "Q" columns rows %}', columns=[Column(label="A")], rows=[(1, 2)])


def test_pagination_keeps_the_filter():
    request = RequestFactory().get("/", {"status": "draft", "page": "2"})
    page = rendered(
        "{% pagination page %}", request=request, page=Paginator(range(30), 10).get_page(2)
    )

    assert text(page) == "Zurück Seite 2 von 3 Weiter"
    assert 'href="?status=draft&amp;page=1"' in page
    assert 'href="?status=draft&amp;page=3"' in page


def test_a_single_page_needs_no_pagination():
    page = Paginator(range(3), 10).get_page(1)

    request = RequestFactory().get("/")
    assert rendered("{% pagination page %}", request=request, page=page).strip() == ""


def test_the_difference_marks_words_in_the_changed_paragraph_alone():
    page = rendered(
        "{% diff old new %}",
        old="Eins.\n\nNach 24 Monaten.",
        new="Eins.\n\nNach 12 Monaten.\n\nNeu.",
    )

    assert text(page) == ("Eins. Nach [gestrichen: 24 ] [neu: 12 ] Monaten. [neu: Neu. ]")


def test_bars_are_drawn_with_the_same_values_as_a_table():
    values = [
        charts.Bar(label="In Beratung", value=9, url="/?status=consulting"),
        charts.Bar(label="Ruht", value=0, shown="keine"),
    ]
    chart = charts.bars(name="s", title="Je Status", column="Anzahl", values=values)
    page = rendered("{% bar_chart chart %}", chart=chart)

    assert page.count("<rect") == 2
    assert page.count('href="/?status=consulting"') == 2
    assert "lz-scroll" not in page  # names and values stand beside the bars, at any width
    assert "style=" not in page
    assert text(page).startswith("Je Status In Beratung 9 Ruht keine")
    assert text(page).endswith("Bezeichnung Anzahl In Beratung 9 Ruht keine")


def test_amounts_are_written_linked_and_marked_beyond_their_plan():
    chart = charts.paired_bars(
        title="Budget",
        series=[charts.Series(label="Plan"), charts.Series(label="Ist", capped=True)],
        groups=[
            charts.Group(
                label="Portal",
                url="/p/",
                note="ohne Deckung",
                amounts=[
                    charts.Amount(euros=Decimal(1000), url="/plan/"),
                    charts.Amount(euros=Decimal("1200.5"), url="/ist/"),
                ],
            ),
            charts.Group(
                label="Fest",
                amounts=[charts.Amount(euros=Decimal(5)), charts.Amount(euros=None)],
            ),
        ],
    )
    page = rendered("{% paired_bars chart %}", chart=chart)

    assert "style=" not in page
    assert page.count('href="/plan/"') == page.count('href="/ist/"') == 2
    assert page.count("is-danger") == 1
    assert text(page) == (
        "Budget Portal ohne Deckung Portal: Plan 1.000,00 € "
        "Portal: Ist 1.200,50 € 200,50 € über Plan Fest Fest: Plan 5,00 € Fest: Ist – "
        "Als Tabelle : Budget Budget Bezeichnung Plan Ist "
        "Portal 1.000,00 € 1.200,50 € Fest 5,00 € –"
    )


def test_milestones_are_drawn_with_the_same_days_as_a_table():
    start, later = date(2026, 3, 1), date(2026, 3, 31)
    row = partial(charts.GanttRow, agreed=start)
    rows = [
        row(label="Fest", planned=start, done=later, url="/fest/"),
        row(label="Feier", planned=start, done=start),
        row(label="Portal", planned=later),
        row(label="Film", planned=date(2026, 3, 2)),
        row(label="Buch", planned=later, waived=True),
    ]
    chart = charts.gantt(name="g", title="Plan", column="Was", rows=rows, on=date(2026, 3, 20))
    page = rendered("{% gantt chart %}", chart=chart)

    assert "style=" not in page
    assert page.count('href="/fest/"') == 2
    assert page.count('class="lz-gantt__late"') == 3 + 1
    assert "Stand vom 20.03.2026." in page
    assert text(page).endswith(
        "Was Vereinbart Geplant Erreicht Stand "
        "Fest 01.03.2026 01.03.2026 31.03.2026 erreicht, 30 Tage später "
        "Feier 01.03.2026 01.03.2026 01.03.2026 erreicht "
        "Portal 01.03.2026 31.03.2026 – offen, 30 Tage später "
        "Film 01.03.2026 02.03.2026 – überfällig, 1 Tag später "
        "Buch 01.03.2026 31.03.2026 – entfällt"
    )


def test_values_are_drawn_against_their_target_with_the_same_as_a_table():
    points = [
        charts.Point(day=date(2026, 3, 1), value=Decimal("1200.50")),
        charts.Point(day=date(2026, 6, 1), value=Decimal(1500)),
    ]
    values = {"name": "v", "title": "Besuche", "unit": "Personen", "target": Decimal(2000)}
    page = rendered("{% plot chart %}", chart=charts.plot(points=points, **values))

    assert "style=" not in page
    assert page.count("<circle") == 2
    assert "Zuletzt am 01.06.2026: 1.500 Personen; Ziel: 2.000 Personen." in page
    assert text(page).endswith(
        "Gemessen am Personen 01.03.2026 1.200,50 01.06.2026 1.500 Ziel 2.000"
    )
    assert "<svg" not in rendered("{% plot chart %}", chart=charts.plot(points=[], **values))


def test_the_map_says_where_the_measure_is_and_lists_every_way():
    drawing = charts.process_map(
        name="m",
        title="Der Weg",
        nodes=[
            charts.Node(code="draft", label="Entwurf", column=0, row=0, progress="done"),
            charts.Node(code="checking", label="Prüfung", column=1, row=0, progress="current"),
        ],
        edges=[
            charts.Edge(source="draft", target="checking", label="Vorlegen"),
            charts.Edge(source="checking", target="draft", label="Zurückgeben", back=True),
        ],
    )
    page = rendered("{% process_map drawing %}", drawing=drawing)

    assert "Aktueller Stand: Prüfung" in page
    assert "style=" not in page
    assert text(page).endswith("Entwurf Prüfung Vorlegen Prüfung Entwurf Zurückgeben")


def test_deadlines_are_written_in_the_reader_s_language_too():
    with translation.override("en"):
        assert "24.11.2026" in laufzettel.due(date(2026, 11, 24), ON)
