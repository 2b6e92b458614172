"""How every form looks: KERN's fields around Django's widgets.

Django itself ties hint and error to the field (aria-describedby) and marks a wrong one
(aria-invalid); here only the looks are added, so that a form needs no word about them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseForm, BoundField, widgets
from django.forms.formsets import BaseFormSet
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext

KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxInput, "check"),
    (widgets.CheckboxSelectMultiple, "checks"),
    (widgets.RadioSelect, "radios"),
    (widgets.SelectMultiple, "multiple"),
    (widgets.Select, "select"),
    (widgets.FileInput, "file"),
    (widgets.MultiWidget, "several"),
)
CLASSES = {
    "check": "kern-form-check__checkbox",
    "checks": "kern-form-check__checkbox",
    "radios": "kern-form-check__radio",
    "select": "kern-form-input__select",
    "multiple": "kern-form-input__input lz-multiple",
}
TYPED = "kern-form-input__input"


class KernBoundField(BoundField):
    """A field of a form that knows which of KERN's looks it takes."""

    @property
    def kind(self) -> str:
        """Name the look: check, checks, radios, select, multiple, file, several or text."""
        widget = self.field.widget
        return next((kind for type_, kind in KINDS if isinstance(widget, type_)), "text")

    @property
    def use_fieldset(self) -> bool:
        """Group choices under a legend; a file is one field, whatever Django says."""
        return super().use_fieldset and self.kind != "file"

    @property
    def anchor(self) -> str:
        """The id that a link to this field leads to: of a group, its first choice."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.id_for_label

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: widgets.Widget | None = None
    ) -> dict[str, Any]:
        """Add KERN's class to whatever class the widget was given."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built
        own = CLASSES.get(self.kind, TYPED)
        wrong = f"{own.split()[0]}--error" if self.errors else ""
        given = str(built.get("class") or widget.attrs.get("class", ""))
        built["class"] = " ".join(filter(None, [given, own, wrong]))
        return built


class KernRenderer(TemplatesSetting):
    """Render every form, field and formset by our own templates."""

    form_template_name = "django_forms/form.html"
    field_template_name = "django_forms/field.html"
    formset_template_name = "django_forms/formset.html"
    bound_field_class = KernBoundField


@dataclass(frozen=True)
class Fault:
    """Something wrong in a form: what to say and the id of the field, empty for the whole form."""

    label: str
    message: str
    anchor: str = ""


def faults(form: "BaseForm | BaseFormSet[Any]") -> Iterator[Fault]:
    """List everything wrong, in the order of the page."""
    if isinstance(form, BaseFormSet):
        yield from _faults_of_rows(form)
        return
    yield from (Fault("", str(message)) for message in form.non_field_errors())
    for field in form:
        anchor = getattr(field, "anchor", field.id_for_label)
        if field.is_hidden:
            anchor = ""
        yield from (Fault(str(field.label), str(message), anchor) for message in field.errors)


def _faults_of_rows(formset: "BaseFormSet[Any]") -> Iterator[Fault]:
    yield from (Fault("", str(message)) for message in formset.non_form_errors())
    for number, row in enumerate(formset.forms, start=1):
        place = gettext("Zeile %(number)d") % {"number": number}
        for fault in faults(row):
            yield replace(fault, label=", ".join(filter(None, [place, fault.label])))
