"""A result in the words of minutes and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from .models import RecordedResult

SHORT = " : "


def named(result: RecordedResult) -> str:
    """For example "9 Ja, 1 Nein, 1 Enthaltung"; numbers nobody counted are left out."""
    abstained = result.abstentions or 0
    parts = [
        (result.votes_for, _("%(number)s Ja")),
        (result.votes_against, _("%(number)s Nein")),
        (
            result.abstentions,
            ngettext("%(number)s Enthaltung", "%(number)s Enthaltungen", abstained),
        ),
    ]
    return ", ".join(said % {"number": number} for number, said in parts if number is not None)


def counted(result: RecordedResult) -> str:
    """For example "9 Stimmen dafür, 1 Stimme dagegen"; what is unknown is left out."""
    parts = [
        (result.votes_for, ngettext("Stimme dafür", "Stimmen dafür", result.votes_for or 0)),
        (
            result.votes_against,
            ngettext("Stimme dagegen", "Stimmen dagegen", result.votes_against or 0),
        ),
        (result.abstentions, ngettext("Enthaltung", "Enthaltungen", result.abstentions or 0)),
    ]
    return ", ".join(f"{number} {word}" for number, word in parts if number is not None)


def short(result: RecordedResult) -> str:
    """For example "beschlossen, ausgezählt 9 : 1 : 0", as a table shows it.

    Where one is unknown, the others have their names: "mehrheitlich, 6 Enthaltungen".
    """
    votes = (result.votes_for, result.votes_against, result.abstentions)
    manner = "" if result.manner == result.Manner.NONE else _label(result.Manner, result.manner)
    said = [manner, named(result)]
    if None not in votes:
        said = [" ".join(filter(None, [manner, SHORT.join(map(str, votes))]))]
    return ", ".join(filter(None, [result.outcome_words(result.outcome), *said]))


def _label(choices: type[TextChoices], value: str) -> str:
    """One label; Django's own way translates all of them for that."""
    return str(choices(value).label) if value else ""


def sentence(result: RecordedResult) -> str:
    """For example "Beschlossen (einstimmig, 9 Stimmen dafür). Zur Geschäftsordnung."."""
    if not result.outcome:
        return ""
    manner = result.get_manner_display() if result.manner != result.Manner.NONE else ""
    inside = ", ".join(filter(None, [manner, counted(result)]))
    outcome = result.outcome_words(result.outcome)
    said = f"{outcome[:1].upper()}{outcome[1:]}"
    said = f"{said} ({inside})." if inside else f"{said}."
    if result.scope == result.Scope.PROCEDURAL:
        said += " " + _("Abgestimmt wurde zur Geschäftsordnung.")
    return said


def standing(result: RecordedResult) -> str:
    """Whether the result is provisional or confirmed against the minutes."""
    if result.minutes is None or result.confirmed_at is None:
        return _("Vorläufig: noch nicht gegen die Niederschrift bestätigt.")
    values = {"minutes": result.minutes, "page": result.page}
    if result.page:
        return _("Bestätigt durch die Niederschrift %(minutes)s, Seite %(page)s.") % values
    return _("Bestätigt durch die Niederschrift %(minutes)s.") % values
