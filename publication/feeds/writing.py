"""A feed as it is written: entries with ids that stay, the newest first, and no more than fifty."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language

from notifications.message_ids import mail_domain

MOST = 50
# A tag names the year in which the domain was the city's own (RFC 4151); it never changes.
SINCE = 2026
# Nobody has noted when: it has been so from the beginning.
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class News:
    """One entry: `name` makes its id and is of keys alone, so that no change of words moves it."""

    name: str
    title: str
    page: str
    at: dt.datetime
    updated: dt.datetime
    lines: Sequence[str] = ()


class _Feed(Atom1Feed):
    def latest_post_date(self) -> dt.datetime:
        """An empty feed has not changed since the beginning; the same feed is the same bytes."""
        return super().latest_post_date() if self.items else EPOCH


def written(*, name: str, title: str, path: str, page: str, news: Iterable[News]) -> str:
    """The feed `name` at `path`, about a page."""
    feed: Any = _Feed(
        title=writable(title),
        link=page,
        description="",
        language=get_language(),
        author_name=settings.LAUFZETTEL_CITY,
        feed_url=settings.LAUFZETTEL_BASE_URL + path,
        feed_guid=tag(name),
    )
    newest = sorted(news, key=lambda each: (each.updated, each.name), reverse=True)
    for entry in newest[:MOST]:
        feed.add_item(
            title=writable(entry.title),
            link=entry.page,
            description=_paragraphs(entry.lines) or None,
            unique_id=tag(entry.name),
            pubdate=entry.at,
            updateddate=entry.updated,
        )
    return str(feed.writeString("utf-8"))


def _paragraphs(lines: Iterable[str]) -> str:
    """As HTML, which is what Django says the summary is: words of people are escaped."""
    return "".join(linebreaks(writable(line), autoescape=True) for line in lines)


def tag(name: str) -> str:
    """For example tag:stadt.example,2026:massnahme/12/7."""
    return f"tag:{mail_domain()},{SINCE}:{name}"


def writable(text: str) -> str:
    """Without the characters XML knows no way to write."""
    return UNWRITABLE.sub(" ", text)
