"""Who has to act next on a measure. Follows the status, never decides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from core.steps import Status

from .models import Process, Task
from .nodes import Anywhere, Ask, Beside, ByStatus, Dates, Each, Finish, Together, UntilSettled


def is_objection(signature: object) -> bool:
    return bool(getattr(signature, "is_objection", False))


class MeasureFlow(flow.Flow):
    """The way of the tasks.

    Entered anywhere, one branch by status and the branches that run beside it.
    """

    process_title = _("Maßnahme")
    process_class, task_class = Process, Task
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = Anywhere().Next(this.turn)
    turn = Beside(
        this.stands,
        this.each_notice,
        this.each_report,
        this.each_asked,
        this.each_order,
        this.each_source,
        this.each_second,
    )
    stands = ByStatus(
        draft=this.propose,
        rework=this.propose,
        checking=this.check,
        cosigning=this.each_signature,
        ready=this.release,
        consulting=this.each_station,
        funding=this.uncovered,
        funded=this.begin,
        implementing=this.implement,
        paused=this.resume,
        closing=this.close,
        completed=this.ended,
        rejected=this.ended,
        withdrawn=this.ended,
        aborted=this.ended,
    )

    propose = Ask(
        _("Vorschlag fertigstellen und vorlegen"), "propose", "lead", actions=("submit",)
    ).Next(this.check)
    check = Ask(
        _("Formal prüfen"),
        "check",
        "office",
        actions=("request_cosignatures", "pass_check", "send_back"),
    ).Next(this.checked)
    checked = ByStatus(cosigning=this.each_signature, ready=this.release, rework=this.propose)

    each_signature = Each("open_signatures", "signatures").Next(this.objected)
    objected = UntilSettled(is_objection).Then(this.overrule).Else(this.cosign)
    cosign = Ask(_("Mitzeichnen"), "cosign", "item", actions=("cosign",), item="cosignature").Next(
        this.answered
    )
    answered = UntilSettled(is_objection).Then(this.overrule).Else(this.all_signed)
    overrule = Ask(
        _("Über Einwand entscheiden"),
        "release",
        "office",
        actions=("overrule", "send_back"),
        item="cosignature",
        dates=Dates.RULED,
    ).Next(this.all_signed)
    all_signed = Together(Status.COSIGNING, "open_signatures").Next(this.signed)
    signed = ByStatus(cosigning=this.each_signature, ready=this.release, rework=this.propose)

    release = Ask(
        _("In die Beratungsfolge geben"),
        "release",
        "office",
        actions=("release", "approve_in_budget", "send_back"),
    ).Next(this.released)
    released = ByStatus(
        consulting=this.each_station,
        funding=this.uncovered,
        funded=this.begin,
        implementing=this.implement,
        rework=this.propose,
    )

    each_station = Each("due_blocking_stations", "stations", otherwise=this.arrange).Next(
        this.record
    )
    each_notice = Each("due_notices", "stations").Next(this.record)
    record = Ask(
        _("Ergebnis erfassen"),
        "record",
        "item",
        actions=("record", "publish"),
        item="station",
        keeps="record",
        dates=Dates.SILENT,
    ).Next(this.all_heard)
    arrange = Ask(
        _("Weiteren Beratungsweg klären"),
        "release",
        "office",
        actions=("replace", "withdraw_from_bodies"),
        about="stations",
    ).Next(this.heard)
    all_heard = Together(Status.CONSULTING, "due_blocking_stations").Next(this.heard)
    heard = ByStatus(
        consulting=this.each_station,
        funding=this.uncovered,
        funded=this.begin,
        implementing=this.implement,
        rework=this.propose,
        closing=this.close,
        rejected=this.ended,
        paused=this.resume,
        withdrawn=this.ended,
    )

    uncovered = Finish()
    each_source = Each("sources_to_judge", "funding", otherwise=this.cover_wanted).Next(this.fund)
    fund = Ask(
        _("Finanzierung bestätigen"),
        "fund",
        "treasury",
        actions=("confirm_source",),
        item="source",
    ).Next(this.funded)
    cover_wanted = Each("cover_wanted", "funding").Next(this.cover)
    cover = Ask(
        _("Deckung klären"), "fund", "treasury", actions=("confirm_source",), about="funding"
    ).Next(this.funded)
    funded = ByStatus(funding=this.each_source, funded=this.begin, implementing=this.implement)

    begin = Ask(_("Umsetzung beginnen"), "implement", "lead", actions=("start",)).Next(
        this.implement
    )
    implement = Ask(
        _("Umsetzen und Sachstand melden"),
        "implement",
        "lead",
        actions=("report", "request_completion", "pause"),
    ).Next(this.worked)
    worked = ByStatus(implementing=this.implement, paused=this.resume, closing=this.close)
    each_report = Each("reports_to_judge", "pending_reports").Next(this.judge_report)
    judge_report = Ask(
        _("Sachstand abnehmen"), "check", "office", actions=("approve_report",), item="report"
    ).Next(this.turn)
    each_asked = Each("reports_wanted", "report_requests").Next(this.answer)
    answer = Ask(
        _("Angeforderten Sachstand melden"),
        "implement",
        "lead",
        actions=("report",),
        about="report_requests",
    ).Next(this.turn)
    each_order = Each("open_orders", "order_list").Next(this.carry_out)
    carry_out = Ask(
        _("Auftrag ausführen und erledigt melden"),
        "implement",
        "item",
        actions=("settle_order",),
        item="order",
    ).Next(this.turn)
    resume = Ask(_("Ruhende Maßnahme fortsetzen"), "implement", "lead", actions=("resume",)).Next(
        this.implement
    )
    close = Ask(
        _("Abschluss prüfen"), "check", "office", actions=("complete", "return_completion")
    ).Next(this.closed)
    closed = ByStatus(
        completed=this.ended, aborted=this.ended, implementing=this.implement, closing=this.close
    )

    each_second = Each("second_looks_wanted", "second_looks_wanted").Next(this.look_again)
    look_again = Ask(
        _("Als zweite Person bestätigen"),
        "release",
        "office",
        actions=("look_again",),
        item="second_look",
    ).Next(this.turn)

    ended = Finish()
