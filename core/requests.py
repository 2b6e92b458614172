"""The request of somebody who is logged in."""

from django.http import HttpRequest

from .models import Person


class PersonRequest(HttpRequest):
    """A request behind `login_required`: its user is one of our people."""

    user: Person
