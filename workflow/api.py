"""The same door for programs: read what one may see, ask what is possible, act.

A program logs in by session (then with a CSRF token) or by an access token as bearer. It gets the
same answers and reasons as the pages: 401 without login, 404 hidden or absent, 403 not yours, 409
stale, 422 unreadable answers or unmet rules, 503 busy. The schema is /api/openapi.json.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from ninja import Body, NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from core.access import person_of_token
from core.lifecycle import steps
from core.models import Person
from core.steps import Status, Step

from . import engine, schemas
from .actions import items_of
from .entrance import RELATED, authorise, seen_by, since
from .forms import answers
from .models import ITEMS, OPEN, Process, Task
from .offers import Offer
from .refusals import Hidden, Reason, Refusal, Stale

DEEPEST = 12


class Session(SessionAuth):
    """Somebody logged in on the pages; then a foreign page must not be able to act."""

    def __call__(self, request: HttpRequest) -> Person | None:
        if not isinstance(request.user, Person):
            return None
        if check_csrf(request) is not None:
            raise HttpError(403, _("Der Anfrage fehlt das CSRF-Token."))
        return request.user


class Token(HttpBearer):
    """A program with the access token of a person."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        return person_of_token(token, on=localdate())


class Unreadable(Exception):
    """Answers that cannot be read, by field, and the rules that stand against the step anyway."""

    def __init__(self, faults: dict[str, list[str]], reasons: list[Reason]) -> None:
        super().__init__()
        self.faults, self.reasons = faults, reasons


api = NinjaAPI(
    title="Laufzettel",
    version="1",
    description=__doc__,
    docs_url=None,
    auth=[Token(), Session()],
    urls_namespace="api",
)
ANSWERS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 503), schemas.Refused)


# ---- reading ---------------------------------------------------------------------------------


@api.get("/measures", response={200: schemas.Measures} | ANSWERS, summary="Maßnahmen auflisten")
def measures(
    request: HttpRequest,
    status: Status | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """The measures the person may see, newest number first."""
    found = Process.objects.visible_to(person_of(request)).select_related(*RELATED)
    found = found.filter(status=status) if status else found
    first = (page - 1) * size
    return {
        "count": found.count(),
        "items": list(found.order_by("-reference")[first : first + size]),
    }


@api.get(
    "/measures/{reference}", response={200: schemas.Measure} | ANSWERS, summary="Maßnahme lesen"
)
def measure(request: HttpRequest, reference: str) -> Process:
    """One measure with its sub-records and its journal."""
    return seen(request, reference)


@api.get(
    "/measures/{reference}/available",
    response={200: list[schemas.Offer]} | ANSWERS,
    summary="Was ist jetzt möglich, und warum nicht?",
)
def available(request: HttpRequest, reference: str) -> list[Offer]:
    """Every step: allowed, or all the reasons why not and who can clear them."""
    return engine.available(seen(request, reference), person_of(request))


# ---- acting ----------------------------------------------------------------------------------


@api.post(
    "/measures/{reference}/perform",
    response={200: schemas.Head} | ANSWERS,
    summary="Eine Aufgabe beantworten",
)
def perform(
    request: HttpRequest, reference: str, answer: Annotated[schemas.Answer, Body()]
) -> Process:
    """Answer a task of the measure; the same answer again has no second effect."""
    actor, process = person_of(request), seen(request, reference)
    rows = Task.objects.select_related(*ITEMS).filter(process=process)
    task = rows.filter(pk=answer.task).first()
    step = steps().get(answer.action)
    if task is None or step is None or answer.action not in task.flow_task.actions:
        raise Hidden
    data, faults = read(step, process, task.item, actor, answer.data)
    if faults:
        authorise(actor, step, process, task.item)
        gone = task.status not in OPEN
        _refuse_stale(process, answer.seen, stale=gone or not step.parallel)
        raise Unreadable(faults, _reasons(process, actor, step, task=task.pk))
    return engine.perform(actor=actor, task=task.pk, action=step.name, seen=answer.seen, data=data)


@api.post(
    "/measures/{reference}/intervene",
    response={200: schemas.Head} | ANSWERS,
    summary="Einen Schritt ohne Aufgabe tun",
)
def intervene(
    request: HttpRequest, reference: str, answer: Annotated[schemas.Intervention, Body()]
) -> Process:
    """Take a step that needs no task; `item` is the key of the sub-record it is about."""
    actor, process = person_of(request), seen(request, reference)
    step = steps().get(answer.step)
    if step is None or step.follows:
        raise Hidden
    item = _item(process, step, answer.item)
    data, faults = read(step, process, item, actor, answer.data)
    if faults:
        authorise(actor, step, process, item)
        _refuse_stale(process, answer.seen, stale=True)
        raise Unreadable(faults, _reasons(process, actor, step, item=item))
    return engine.intervene(
        actor=actor, measure=process.pk, step=step.name, seen=answer.seen, data=data
    )


# ---- what they share -------------------------------------------------------------------------


def person_of(request: HttpRequest) -> Person:
    """Whoever logged in; `request.auth` is what the login gave."""
    person: Person = request.auth  # type: ignore[attr-defined]  # set by ninja
    return person


def seen(request: HttpRequest, reference: str) -> Process:
    """The measure of this number if the person may see it; else absent."""
    return seen_by(person_of(request), reference)


def read(
    step: Step, process: Process, item: Any, actor: Person, payload: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The answers as the engine takes them, and the faults by field."""
    deep = [name for name, value in payload.items() if depth(value) > DEEPEST]
    if deep:
        return {}, {name: [_("Diese Angabe ist zu tief geschachtelt.")] for name in deep}
    return answers(step.name, process, item, actor, payload)


def depth(value: Any) -> int:
    """How many lists and objects lie within each other, counted no further than needed."""
    level, layer = 0, [value]
    while layer and level <= DEEPEST:
        level += 1
        inner = [each for each in layer if isinstance(each, dict | list)]
        layer = [v for e in inner for v in (e.values() if isinstance(e, dict) else e)]
    return level


def _item(process: Process, step: Step, key: int | None) -> Any:
    if key is None:
        return None
    found = next((each for each in items_of(process, step.name) if each.pk == key), None)
    if found is None:
        raise Hidden
    return found


def _refuse_stale(process: Process, version: int, *, stale: bool) -> None:
    """An old page is told so before anything else is said about its answers."""
    if stale and version != process.version:
        raise Stale(since(process, version))


def _reasons(
    process: Process, actor: Person, step: Step, *, task: int | None = None, item: Any = None
) -> list[Reason]:
    """The rules that stand against this very step, as the page would show them."""
    offer = next(each for each in engine.available(process, actor) if each.step == step)
    fitting = [
        chance
        for chance in offer.chances
        if (task is None or chance.task == task) and (item is None or chance.item == item)
    ]
    return fitting[0].reasons if fitting else offer.reasons


# ---- saying no -------------------------------------------------------------------------------


def refused(
    request: HttpRequest, status: int, detail: str, reasons: list[Reason] | None = None, **more: Any
) -> HttpResponse:
    body = {"detail": detail, "reasons": [reason.as_dict() for reason in reasons or []], **more}
    return api.create_response(request, body, status=status)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    entries = [schemas.Entry.from_orm(each).dict() for each in getattr(refusal, "entries", ())]
    more = {"entries": entries} if entries else {}
    return refused(request, refusal.status, str(refusal), getattr(refusal, "reasons", []), **more)


@api.exception_handler(Unreadable)
def on_unreadable(request: HttpRequest, unreadable: Unreadable) -> HttpResponse:
    detail = _("Einige Angaben sind nicht zu lesen.")
    return refused(request, 422, detail, unreadable.reasons, errors=unreadable.faults)


@api.exception_handler(ValidationError)
def on_wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the schema of the request does not allow, by the place of each fault."""
    places = {".".join(str(part) for part in each["loc"]) for each in error.errors}
    wrong = [_("Diese Angabe fehlt oder hat die falsche Art.")]
    detail = _("Die Anfrage hat nicht die verlangte Form.")
    return refused(request, 422, detail, errors=dict.fromkeys(sorted(places), wrong))


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refused(request, 401, _("Bitte anmelden."))


@api.exception_handler(HttpError)
def on_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    unreadable = _("Der Inhalt ist kein lesbares JSON.")
    detail = unreadable if error.status_code == 400 else str(error)  # noqa: PLR2004 - HTTP
    return refused(request, error.status_code, detail)


@api.exception_handler(RequestDataTooBig)
def on_too_much(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    said = _("Die Anfrage ist zu groß: höchstens %(bytes)d Byte.")
    return refused(request, 413, said % {"bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
