"""What people answered, as plain JSON.

For the journal to show and for a second person to confirm later.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.files.base import File
from django.db.models import Model

KIND = "$"


def plain(value: Any) -> Any:
    """A value as JSON that `typed` turns back; files are named only."""
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set) or hasattr(value, "iterator"):
        return [plain(each) for each in value]
    return _marked(value)


def _marked(value: Any) -> Any:
    if isinstance(value, Model):
        return {KIND: value._meta.object_name, "pk": value.pk, "text": str(value)}
    if isinstance(value, Decimal):
        return {KIND: "Decimal", "text": str(value)}
    if isinstance(value, dt.date):
        return {KIND: "date", "text": value.isoformat()}
    return _file(value) if isinstance(value, File) else value


def _file(value: File[bytes]) -> dict[str, Any]:
    """A file by name, size and digest: another file of the same name is another answer."""
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return {KIND: "file", "text": value.name, "size": value.size, "digest": digest.hexdigest()}


def typed(value: Any) -> Any:
    """The value that `plain` was given."""
    if isinstance(value, list):
        return [typed(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get(KIND)
    if kind is None:
        return {name: typed(each) for name, each in value.items()}
    if kind == "Decimal":
        return Decimal(value["text"])
    if kind == "date":
        return dt.date.fromisoformat(value["text"])
    return apps.get_model("core", kind)._default_manager.get(pk=value["pk"])
