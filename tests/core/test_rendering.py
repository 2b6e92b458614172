"""Forms look the same everywhere and say what is wrong where it is wrong."""

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from core.rendering import Fault, faults


class Proposal(forms.Form):
    title = forms.CharField(label="Titel", help_text="Kurz & klar.")
    field = forms.ChoiceField(label="Handlungsfeld", choices=[("1", "Eins"), ("2", "Zwei")])
    goals = forms.MultipleChoiceField(
        label="Ziele", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    urgency = forms.ChoiceField(label="Eile", choices=[("n", "Nein")], widget=forms.RadioSelect)
    begin = forms.DateField(label="Beginn", required=False)
    paper = forms.FileField(label="Anlage", required=False)
    public = forms.BooleanField(label="Öffentlich", required=False)
    key = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Titel und Beginn passen nicht zusammen.")


class Line(forms.Form):
    purpose = forms.CharField(label="Wofür")
    amount = forms.DecimalField(label="Betrag")


Lines = forms.formset_factory(Line, extra=1)


def lines(**data):
    return Lines({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"} | data)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("title", "text"),
        ("field", "select"),
        ("goals", "checks"),
        ("urgency", "radios"),
        ("begin", "text"),
        ("paper", "file"),
        ("public", "check"),
    ],
)
def test_a_field_knows_its_look(name, kind):
    assert Proposal()[name].kind == kind


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("title", "kern-form-input__input"),
        ("field", "kern-form-input__select"),
        ("public", "kern-form-check__checkbox"),
        ("paper", "kern-form-input__input"),
    ],
)
def test_a_widget_takes_kern_s_class_and_a_wrong_one_the_mark(name, classes):
    assert f'class="{classes}"' in str(Proposal()[name])

    wrong = Proposal({})
    wrong.errors[name] = wrong.error_class(["Falsch."])
    assert f'class="{classes} {classes}--error"' in str(wrong[name])


def test_a_class_the_widget_was_given_stays():
    class Own(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "lz-narrow"}))

    assert 'class="lz-narrow kern-form-input__input"' in str(Own()["code"])


def test_a_hidden_field_stays_plain():
    assert "class" not in str(Proposal()["key"])


def test_the_hint_is_tied_to_the_field_and_escaped():
    field = str(Proposal()["title"].as_field_group())

    assert 'aria-describedby="id_title_helptext"' in field
    assert '<div class="kern-hint" id="id_title_helptext">Kurz &amp; klar.</div>' in field


def test_the_error_is_tied_to_the_field():
    field = Proposal({})["title"].as_field_group()

    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert '<div class="kern-error" id="id_title_error">' in field


def test_choices_stand_in_a_group_with_a_legend():
    group = Proposal({})["goals"].as_field_group()

    assert '<fieldset class="kern-fieldset kern-fieldset--error"' in group
    assert 'aria-describedby="id_goals_error"' in group
    assert group.count('class="kern-form-check__checkbox') == 2


def test_a_file_is_one_field_with_its_label():
    field = Proposal()["paper"].as_field_group()

    assert "<fieldset" not in field
    assert 'for="id_paper"' in field


@pytest.mark.parametrize(("name", "marked"), [("begin", True), ("title", False)])
def test_only_what_may_stay_empty_is_marked(name, marked):
    assert ("- Optional" in Proposal()[name].as_field_group()) is marked


def test_a_form_shows_every_field_and_hides_what_is_hidden():
    page = str(Proposal())

    assert page.count("<label") + page.count("<legend") == 10
    assert page.count('type="hidden"') == 1


def test_faults_are_listed_in_the_order_of_the_page_and_lead_to_their_fields():
    form = Proposal({"field": "1", "urgency": "x"})

    assert [(fault.label, fault.anchor) for fault in faults(form)] == [
        ("", ""),
        ("Titel", "id_title"),
        ("Ziele", "id_goals_0"),
        ("Eile", "id_urgency_0"),
        ("Key", ""),
    ]


def test_faults_of_rows_name_the_row():
    rows = lines(**{"form-0-purpose": "Reisen", "form-0-amount": "viel"})

    assert list(faults(rows)) == [
        Fault("Zeile 1, Betrag", "Bitte eine Zahl eingeben.", "id_form-0-amount")
    ]


def test_the_summary_counts_and_links_and_is_absent_when_nothing_is_wrong():
    summary = Template("{% load laufzettel %}{% error_summary form rows %}")
    rows = lines(**{"form-0-purpose": "Reisen", "form-0-amount": "viel"})

    page = summary.render(Context({"form": None, "rows": rows}))
    assert "1 Angabe muss korrigiert werden" in page
    assert 'href="#id_form-0-amount"' in page
    assert summary.render(Context({"form": Proposal(), "rows": None})).strip() == ""


def test_rows_are_a_table_whose_every_field_has_a_label():
    page = Template('{% load laufzettel %}{% row_grid rows "Kosten" "Zeile hinzufügen" %}').render(
        Context({"rows": Lines()})
    )

    assert '<caption class="kern-title kern-title--small">Kosten</caption>' in page
    assert page.count("<th ") == 2
    assert 'for="id_form-0-amount"' in page
    assert 'id="id_form-__prefix__-amount"' in page
    assert 'name="form-TOTAL_FORMS"' in page


def test_a_formset_shown_by_itself_is_the_same_table():
    assert 'class="kern-table lz-grid"' in str(Lines())


def test_a_filter_marks_nothing_optional_and_offers_the_way_back():
    class Filter(forms.Form):
        q = forms.CharField(label="Suche", required=False)

    def page(**query):
        request = RequestFactory().get("/massnahmen/", query)
        context = Context({"request": request, "form": Filter(query)})
        return Template('{% load laufzettel %}{% filter_form form "list" %}').render(context)

    assert "- Optional" not in page()
    assert 'hx-target="#list"' in page()
    assert "Filter zurücksetzen" not in page()
    assert "Filter zurücksetzen" in page(q="Europa")
