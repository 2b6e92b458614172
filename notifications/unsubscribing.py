"""Leaving the digests with one click, without logging in (RFC 8058)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.urls import reverse

from core.models import Person

if TYPE_CHECKING:
    from .models import Delivery

SALT = "laufzettel.digests"


def unsubscribe_url(person: Person) -> str:
    """The address that ends the person's digests; its signature is all the proof it needs."""
    token = signing.dumps(str(person.pseudonym), salt=SALT)
    return f"{settings.LAUFZETTEL_BASE_URL}{reverse('unsubscribe', args=[token])}"


def person_of(token: str) -> Person | None:
    """Whose digests the address ends; None for one that was never given out."""
    try:
        pseudonym = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pseudonym=pseudonym, is_active=True).first()


def headers_for(delivery: Delivery) -> dict[str, str]:
    """What lets a mail program offer to end the digests; nothing on other mails."""
    if delivery.kind != delivery.Kind.DIGEST:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe_url(delivery.person)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
