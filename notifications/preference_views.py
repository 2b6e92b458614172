"""How often a person gets mail, and leaving the digests with one click."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.components import Link
from core.formfields import TimeOfDay
from core.models import Person
from core.requests import PersonRequest

from .models import MailTimes
from .preferences import Wishes, choices, save, stop_digests
from .topics import Topic
from .unsubscribing import person_of

CLOCK = ("digest_at", "quiet_from", "quiet_to")


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """How often by kind, when, and in which language; only what changed is written."""

    language = forms.ChoiceField(
        label=gettext_lazy("Sprache der Mails"), choices=Person.Language.choices
    )

    class Meta:
        model = MailTimes
        fields = ("digest_at", "weekly_on", "quiet_from", "quiet_to", "working_days_only")
        field_classes = dict.fromkeys(CLOCK, TimeOfDay)
        widgets = {name: forms.TimeInput(format="%H:%M") for name in CLOCK}
        help_texts = {
            "quiet_from": gettext_lazy("Zum Beispiel 19:00; leer: keine Ruhezeit."),
            "quiet_to": gettext_lazy("Was dazwischen anfällt, kommt danach; Eiliges sofort."),
            "working_days_only": gettext_lazy("Keine Mails an Wochenenden und Feiertagen."),
        }

    def __init__(self, data: Any, *, person: Person) -> None:
        self.person, self.wishes = person, Wishes([person])
        super().__init__(data, instance=self.wishes.times_of(person))
        self.fields["language"].initial = person.language
        times = list(self.fields)
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label,
                choices=choices(topic),
                initial=self.wishes.frequency(person, topic).value,
            )
        self.order_fields([*Topic.values, *times])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_to")
        for name, value, other in (("quiet_to", ends, begins), ("quiet_from", begins, ends)):
            if value is None and other is not None and name not in self.errors:
                self.add_error(name, _("Bitte Anfang und Ende der Ruhezeit nennen."))
        if begins is not None and begins == ends:
            said = _(
                "Anfang und Ende der Ruhezeit sind gleich. "
                "Bitte eine Zeitspanne nennen oder beide leer lassen."
            )
            self.add_error("quiet_to", said)
        return cleaned

    def keep(self) -> None:
        """Write what was chosen; a default stays a default until it is changed."""
        for topic in Topic:
            if topic.value in self.changed_data:
                save(self.person, topic, self.cleaned_data[topic.value])
        Person.objects.filter(pk=self.person.pk).update(language=self.cleaned_data["language"])
        self.save()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    """The person's own settings; nobody sees those of others."""
    form = PreferencesForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("Die Einstellungen sind gespeichert."))
        return redirect("preferences")
    context = {
        "form": form,
        "crumbs": [Link(label=_("Mitteilungen"), url=reverse("notices"))],
        "title": _("Einstellungen für Mitteilungen"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "notifications/preferences.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the digests of whoever holds the address: by POST alone, from a page or a mail program.

    A page from elsewhere could do no more with it than the mail program may.
    """
    person = person_of(token)
    if person is None:
        raise Http404
    done = request.method == "POST"
    stopped = [topic.label for topic in stop_digests(person)] if done else []
    context = {"person_name": str(person), "done": done, "stopped": stopped}
    return render(request, "notifications/unsubscribe.html", context)
