"""Files that letters carry: other applications enter who makes them, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .models import Delivery

logger = logging.getLogger(__name__)


class Attachment(NamedTuple):
    """A file of a mail."""

    name: str
    content: bytes
    media_type: str


Maker = Callable[["Delivery"], Attachment | None]
_makers: dict[str, Maker] = {}


def register(action: str, maker: Maker) -> None:
    """Letters about this step carry what the maker makes of them, if it makes anything."""
    _makers[action] = maker


def attachments_for(delivery: Delivery) -> list[Attachment]:
    """The files of a letter. A file that cannot be made never holds up the letter."""
    maker = _makers.get(delivery.told.action) if delivery.entry is not None else None
    if maker is None:
        return []
    try:
        made = maker(delivery)
    except Exception:
        logger.exception("No attachment for delivery %s", delivery.pk)
        return []
    return [made] if made else []
