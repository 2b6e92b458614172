"""What programs send as JSON, turned into what a browser sends: one validation for both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

from .steps import StepForm

Payload = Mapping[str, Any]


def as_posted(form: StepForm, payload: Payload) -> QueryDict:
    """The payload as posted fields. What is not given stays as the form shows it at first.

    Grids are lists of objects; `sections` may also be an object, yearly `amounts` a list inside a
    row.
    """
    posted = QueryDict(mutable=True)
    for name, value in (_shown(form) | dict(payload)).items():
        pairs = _rows(name, value) if name in form.grids else _field(name, value)
        for key, each in pairs:
            posted.appendlist(key, each)
    return posted


def unknown(form: StepForm, posted: QueryDict) -> list[str]:
    """Names that no field of the form has."""
    names = set(form.fields)
    for grid in form.rows.values():
        names |= {grid.management_form.add_prefix(name) for name in grid.management_form.fields}
        names |= {row.add_prefix(name) for row in grid.forms for name in row.fields}
    return sorted(set(posted) - names)


def mistyped(form: StepForm, payload: Payload) -> list[str]:
    """Names whose value is of a kind the field does not take, such as 0 for a yes or no."""
    found: list[str] = []
    for name, value in payload.items():
        if name in form.grids:
            found += _mistyped_rows(name, value, form.grids[name].form.base_fields)
        elif name in form.fields and not _fits(form.fields[name], value):
            found.append(name)
    return found


def _mistyped_rows(name: str, value: Any, fields: Mapping[str, forms.Field]) -> Iterator[str]:
    for number, row in enumerate(value if isinstance(value, list | tuple) else ()):
        if row is None:
            yield f"{name}-{number}-row"
        for key, each in row.items() if isinstance(row, Mapping) else ():
            if key in fields and not _fits(fields[key], each):
                yield f"{name}-{number}-{key}"


def _fits(field: forms.Field, value: Any) -> bool:
    if value is None or isinstance(field, forms.FileField):
        return True
    if isinstance(field, forms.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return not isinstance(value, bool | Mapping)
    if isinstance(field, forms.CharField):
        return isinstance(value, str | int) and not isinstance(value, bool)
    return not isinstance(value, bool | Mapping | list | tuple | set)


def _shown(form: StepForm) -> dict[str, Any]:
    fields = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return fields | {name: form.known_rows(name) for name in form.grids}


def _field(name: str, value: Any) -> Iterator[tuple[str, str]]:
    for each in value if isinstance(value, list | tuple | set) else [value]:
        if each is not None and each is not False:
            yield name, _scalar(each)


def _rows(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        value = [{"heading": heading, "text": text} for heading, text in value.items()]
    listed = value if isinstance(value, list | tuple) else [value]
    yield f"{name}-TOTAL_FORMS", str(len(listed))
    yield f"{name}-INITIAL_FORMS", "0"
    for number, row in enumerate(listed):
        for key, each in _row(row):
            yield from _field(f"{name}-{number}-{key}", each)


def _row(row: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(row, Mapping):
        yield "row", row
        return
    for key, value in row.items():
        if key == "amounts" and isinstance(value, list | tuple):
            yield from (_amount(part) for part in value)
        else:
            yield key, value


def _amount(part: Any) -> tuple[str, Any]:
    if not isinstance(part, Mapping):
        return "amounts", part
    return f"amount_{part.get('year')}", part.get("amount")


def _scalar(value: Any) -> str:
    """A value as it would be typed: German commas, ISO days, no half characters."""
    if value is True:
        return "on"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    return str(value).encode("utf-8", "replace").decode()
