"""What every form of a step has in common: built for a measure, answered as typed values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from core.models import Person
from core.steps import Text
from workflow.models import Process
from workflow.refusals import Reason

from .fields import LawProse, Upload, is_key

RULE_FIELDS = {
    "R-06": "source",
    "R-10": "reason",
    "R-12": "organizations",
    "R-15": "authority",
    "R-27": "legal_basis",
    "R-30": "outcome",
    "R-32": "outcome",
    "R-35": "reference",
    "R-37": "outcome",
    "R-41": "evidence",
    "R-44": "text",
    "R-45": "deviation",
    "R-46": "decision_reference",
    "R-51": "final_report",
    "R-52": "actual_cost",
    "R-61": "result",
    "R-62": "due_on",
    "R-65": "share",
    "R-67": "drawn_amount",
    "R-83": "drawn_on",
    "R-60": "decision_reference",
}
MOST_ROWS = 100


class Row(forms.Form):
    """One row of a grid. A row whose `tells` are all empty is no row, also if it was one before."""

    tells: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, step_form: Any, **kwargs: Any) -> None:
        self.step_form = step_form
        super().__init__(*args, **kwargs | {"empty_permitted": True})

    def has_changed(self) -> bool:
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.tells)

    def answers(self) -> dict[str, Any]:
        """The row as the engine takes it."""
        return dict(self.cleaned_data)


class KnownRow(Row):
    """A row that may stand for something there already, by its key."""

    pk = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_pk(self) -> int | None:
        typed = self.cleaned_data["pk"]
        if typed and not (is_key(typed) and int(typed) in self.step_form.known_keys):
            raise forms.ValidationError(_("Diese Zeile gibt es nicht mehr."))
        return int(typed) if typed else None


class Rows(BaseFormSet):  # type: ignore[type-arg]  # generic for mypy alone
    """A grid of rows."""

    caption: Text = ""
    more: Text = ""

    def answers(self) -> list[dict[str, Any]]:
        return [row.answers() for row in self.forms if row.has_changed()]

    @property
    def is_changed(self) -> bool:
        """Some row says something else than before, or has been emptied."""
        rows: Any = self.forms
        return any(row.changed_data if row.has_changed() else row.initial for row in rows)


def rows(row: type[Row], *, caption: Text, more: Text, extra: int = 2) -> type[Rows]:
    """A grid of such rows under a caption, with some empty ones at its end."""
    made: Any = formset_factory(
        row,
        formset=Rows,
        extra=extra,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 10,
        validate_max=True,
    )
    made.caption, made.more = caption, more
    return cast(type[Rows], made)


class StepForm(forms.Form):
    """What a step asks; without fields the step only wants to be confirmed.

    `grids` are the tables of rows below the fields. What the page has to send back besides the
    answers (seen version, task, sub-record) is `carried`.
    """

    template_name = "workflow/_step_form.html"
    aids: ClassVar[tuple[tuple[str, Text], ...]] = ()
    checks_route = False
    wants_change = False
    grids: ClassVar[dict[str, type[Rows]]] = {}

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        measure: Process,
        actor: Person,
        item: Any = None,
    ) -> None:
        self.measure, self.item, self.actor = measure, item, actor
        self.carried: dict[str, Any] = {}
        self.notices: list[str] = []
        super().__init__(data, files, initial=self.known())
        self.prepare()
        self.rows = {name: self._grid(name) for name in self.grids}

    def _grid(self, name: str) -> Rows:
        known = self.known_rows(name)
        data = self.data if self.is_bound else None
        return self.grids[name](data, prefix=name, initial=known, form_kwargs={"step_form": self})

    def revised(self) -> StepForm | None:
        """The form as the one of its `aids` that was pressed changes it; none was pressed: None."""
        return None

    def known(self) -> dict[str, Any]:
        """What the fields show at first."""
        return {}

    def known_rows(self, name: str) -> list[dict[str, Any]]:
        """What a grid shows at first."""
        return []

    def prepare(self) -> None:
        """Fit the fields to the measure, the sub-record and the actor."""

    def among(self, name: str, rows: QuerySet[Any]) -> Any:
        """Let a field choose among these records; returns the field."""
        field: Any = self.fields[name]
        field.queryset = rows
        return field

    def is_valid(self) -> bool:
        """Fields and grids alike; all are read, so that all faults are shown."""
        valid = all([super().is_valid(), *(grid.is_valid() for grid in self.rows.values())])
        if valid and self.wants_change and not any(grid.is_changed for grid in self.rows.values()):
            self.add_error(None, _("Sie haben nichts geändert; es gibt nichts einzutragen."))
            return False
        return valid

    def leave_out_files(self) -> None:
        """For a rehearsal no file is kept: none is needed, and it is to be chosen again."""
        for field in self.fields.values():
            if isinstance(field, Upload):
                field.left_out = True
                self.notices.append(str(field.again))

    def answers(self) -> dict[str, Any]:
        """The answers as typed values, in the engine's words."""
        return {**self.cleaned_data, **{name: grid.answers() for name, grid in self.rows.items()}}

    def refuse(self, reasons: list[Reason]) -> None:
        """Show the rules that refused the step, each at the field that can clear it."""
        told = [(self.field_of(each.number), list(self.explained(each))) for each in reasons]
        for field, sentences in told:
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)

    def field_of(self, number: str) -> str | None:
        """The field that can clear a rule; what concerns no single one stands above the form."""
        return RULE_FIELDS.get(number)

    def explained(self, reason: Reason) -> Iterator[str]:
        """The sentences that say why, with the number of the rule and who can clear it."""
        clears = _("Klärt: %(who)s.") % {"who": reason.resolved_by} if reason.resolved_by else ""
        named = {"number": reason.number, "sentence": reason.sentence}
        unmet = _("Noch nicht erfüllt – %(number)s: %(sentence)s") % named
        yield f"{unmet} {clears}".strip()

    def typed(self) -> list[tuple[str, str]]:
        """What was written, with its label, to be copied where it cannot be sent again."""
        rows = [row for grid in self.rows.values() for row in grid.forms]
        fields = [field for form in (self, *rows) for field in form.visible_fields()]
        written = [(str(each.label), each.data) for each in fields if _is_written(each)]
        return [(label, str(text)) for label, text in written if text]

    @property
    def first_grid(self) -> Rows | None:
        return next(iter(self.rows.values()), None)

    @property
    def second_grid(self) -> Rows | None:
        return next(iter(list(self.rows.values())[1:]), None)

    def faults(self) -> dict[str, list[str]]:
        """Every fault by the name of its field, for programs."""
        found = {name or "__all__": list(map(str, each)) for name, each in self.errors.items()}
        for grid in self.rows.values():
            found |= dict(_faults_of(grid))
        return found


def _is_written(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.TextInput | forms.Textarea)


def _faults_of(grid: Rows) -> Iterator[tuple[str, list[str]]]:
    if grid.non_form_errors():
        yield str(grid.prefix), list(map(str, grid.non_form_errors()))
    for row in grid.forms:
        for name, each in row.errors.items():
            yield row.add_prefix(name), list(map(str, each))


class ReasonForm(StepForm):
    """A step that only wants to be explained."""

    reason = LawProse(
        label=_("Begründung"), help_text=_("Sie steht im Verlauf und in den Mitteilungen.")
    )
