"""What pages show of following: whether one does, and the button that changes it."""

from __future__ import annotations

from typing import Any

from django import template

from workflow import attention

register = template.Library()


@register.inclusion_tag("workflow/_follow.html", takes_context=True)
def follow_button(context: dict[str, Any], kind: str, thing: Any) -> dict[str, Any]:
    """Follow a field of action or an organization from its own page, or no longer."""
    request = context["request"]
    return {
        "kind": kind,
        "thing": thing,
        "followed": attention.follows(request.user, kind, thing.pk),
        "csrf_token": context.get("csrf_token"),
    }
