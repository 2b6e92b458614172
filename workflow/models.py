"""Who has to act now: the measure as Viewflow sees it, and the open and finished human tasks."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractTask
from viewflow.workflow.status import STATUS

from core.models import (
    Consultation,
    CoSignature,
    FundingSource,
    Measure,
    Order,
    Organization,
    ProgressReport,
    SecondLook,
)

OPEN = (STATUS.NEW, STATUS.ASSIGNED)
ITEMS = ("cosignature", "station", "source", "report", "order", "second_look")


class Process(Measure):  # type: ignore[django-manager-missing]  # tasks: untyped base of viewflow
    """The measure as Viewflow sees it: one row, one lock, one truth.

    There is no process beside the measure.
    """

    # Kinds of sub-records that rest while an action is followed: their tasks stay as they are.
    resting: frozenset[str] = frozenset()

    class Meta:
        proxy = True

    @property
    def coerced(self) -> Self:
        return self


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)


class Task(AbstractTask):
    """Somebody has to act. Only human tasks are rows.

    The gateways of the flow are drawn, not stored.
    """

    process = models.ForeignKey(
        Process, models.CASCADE, db_column="measure_id", related_name="tasks", db_index=False
    )
    owner_permission_obj = models.ForeignKey(
        Organization, models.PROTECT, db_column="organization_id", related_name="+", db_index=False
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cosignature = models.ForeignKey(
        CoSignature, models.CASCADE, null=True, related_name="+", db_index=False
    )
    station = models.ForeignKey(
        Consultation, models.CASCADE, null=True, related_name="+", db_index=False
    )
    source = models.ForeignKey(
        FundingSource, models.CASCADE, null=True, related_name="+", db_index=False
    )
    report = models.ForeignKey(
        ProgressReport, models.CASCADE, null=True, related_name="+", db_index=False
    )
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="+", db_index=False)
    second_look = models.ForeignKey(
        SecondLook, models.CASCADE, null=True, related_name="+", db_index=False
    )
    status = models.CharField(
        max_length=50,
        choices=[(s, s) for s in (*OPEN, STATUS.DONE, STATUS.CANCELED)],
        default=STATUS.NEW,
    )
    action = models.CharField(max_length=40, blank=True)
    created = models.DateTimeField()
    due_on = models.DateField(_("Frist"), null=True)
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    previous = token = scheduled = external_task_id = None
    owner_permission_content_type = owner_permission_obj_pk = None
    artifact_content_type = artifact_object_id = artifact = None
    data = seed = assigned = None

    moment: dt.datetime | None = None  # when it is being finished; not a column

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aufgabe")
        verbose_name_plural = _("Aufgaben")
        indexes = [
            models.Index(
                fields=["owner_permission_obj", "owner_permission", "due_on", "id"],
                name="task_open",
                condition=models.Q(status__in=OPEN),
            ),
            models.Index(fields=["process", "status"], name="task_of_measure"),
        ]

    def postpone(self, due_on: dt.date | None) -> None:
        """Another day counts from now on, and is reminded of anew."""
        self.due_on, self.reminded_on, self.escalated_on = due_on, None, None
        self.save(update_fields=["due_on", "reminded_on", "escalated_on"])

    @property
    def item(self) -> Any:
        """The sub-record the task is about, if any."""
        return getattr(self, self.flow_task.item) if self.flow_task.item else None

    @property
    def organization_id(self) -> int:
        """The organization asked, under the name its sub-record has for it."""
        key: int = self.owner_permission_obj_id
        return key

    @property
    def item_key(self) -> int | None:
        """The key of that sub-record, without reading it."""
        kind = self.flow_task.item if self.flow_task else ""
        return getattr(self, f"{kind}_id") if kind else None

    @property
    def actions(self) -> tuple[str, ...]:
        """Its possible answers; none if its node has been removed from the flow."""
        return self.flow_task.actions if self.flow_task else ()

    @property
    def about(self) -> str:
        """The sub-records it depends on; none if its node has been removed from the flow."""
        return self.flow_task.about if self.flow_task else ""

    @property
    def key(self) -> tuple[str, int | None, int]:
        """What makes two tasks the same: the node, the sub-record, the organization asked."""
        name = self.flow_task.name if self.flow_task else ""
        return name, self.item_key, self.owner_permission_obj_id
