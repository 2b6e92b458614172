"""Logging in and out; in the demo, and only there, as any of its people by one click."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, RedirectURLMixin
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import View

from core.models import Membership, Person

LONGEST_KEY = 18

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Choice:
    """Somebody one can be in the demo."""

    key: int
    name: str
    unit: str


def is_demo(request: HttpRequest) -> bool:
    """The demo opens its doors to this computer alone."""
    return settings.DEMO and is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def demo_groups() -> list[dict[str, Any]]:
    """The people of the demo by role; administrators, who decide nothing, come last."""
    units: dict[str, dict[Person, list[str]]] = defaultdict(lambda: defaultdict(list))
    active = Membership.objects.filter(person__is_active=True)
    held = active.select_related("person", "organization")
    for each in held.order_by("organization__kind", "organization__code", "organization_id", "pk"):
        units[each.role][each.person].append(str(each.organization))
    groups = [
        {"role": role.label, "people": [_choice(*held) for held in units[role].items()]}
        for role in Membership.Role
        if units[role]
    ]
    if staff := list(Person.objects.filter(is_active=True, is_staff=True).order_by("pk")):
        unit = gettext("Stammdaten, ohne fachliche Rechte")
        choices = [Choice(each.pk, str(each), unit) for each in staff]
        groups.append({"role": gettext("Administration"), "people": choices})
    return groups


def _choice(person: Person, units: list[str]) -> Choice:
    """A person stands once in a role, with all organizations it is held in."""
    return Choice(person.pk, str(person), ", ".join(units))


class Login(LoginView):
    """The login page; who is logged in already goes on."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if is_demo(self.request):
            context |= {"groups": demo_groups(), "demo_login_url": reverse("demo_login")}
        return context

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DemoLogin(RedirectURLMixin, View):
    """Become one of the demo's people; outside the demo this page does not exist."""

    http_method_names = ["post"]
    next_page = settings.LOGIN_REDIRECT_URL

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_demo(request):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("person", "")
        if not key.isdecimal() or len(key) > LONGEST_KEY:
            raise Http404
        person = get_object_or_404(Person, pk=key, is_active=True)
        login(request, person, backend=BACKEND)
        return HttpResponseRedirect(self.get_success_url())
