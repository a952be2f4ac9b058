"""Every way in which engine, lists and facts can be made to disagree by hand."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, select, text, update
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import WorkflowFailureError
from temporalio.service import RPCError

from benchmarks.chaos.group import Group
from benchmarks.chaos.run import today
from doctor.checks import Wrong
from doctor.journeys import Difference
from domain.ids import participant_workflow
from storage.engine import make_engine, writing
from storage.tables import messages, participants, stalls, subject_keys, tasks, trajects, unheard
from workers.embedded import Running

Named = set[tuple[str, str]]
"""What is wrong, and with what or whom."""
Given = TypeVar("Given")
Plant = Callable[[Running, Group], Awaitable[Named]]


def by_hand(running: Running, work: Callable[[Connection], Given]) -> Given:
    """In the database, past everything."""
    engine = make_engine(running.endpoints.database_url, pool_size=1)
    try:
        with writing(engine) as session:
            return work(session)
    finally:
        engine.dispose()


def _task(session: Connection, group: Group, state: str) -> Any:  # noqa: ANN401 -- a row
    query = select(tasks.c.id, tasks.c.kind).where(tasks.c.traject_id == group.id, tasks.c.state == state)
    return session.execute(query.order_by(tasks.c.id).limit(1)).one()


async def a_task_is_deleted(running: Running, group: Group) -> Named:
    def work(session: Connection) -> Named:
        row = _task(session, group, "open")
        session.execute(delete(tasks).where(tasks.c.id == row.id))
        return {(Wrong.TASK_MISSING, row.kind)}

    return by_hand(running, work)


async def a_task_is_ticked_off(running: Running, group: Group) -> Named:
    def work(session: Connection) -> Named:
        row = _task(session, group, "open")
        values = {"state": "done", "closed_at": text("now()"), "closed_on": today()}
        session.execute(update(tasks).where(tasks.c.id == row.id).values(values))
        return {(Wrong.TASK_MISSING, row.kind)}

    return by_hand(running, work)


async def a_task_is_postponed(running: Running, group: Group) -> Named:
    def work(session: Connection) -> Named:
        row = _task(session, group, "open")
        later = {"due": text("due + 7"), "expires": text("expires + 7")}
        session.execute(update(tasks).where(tasks.c.id == row.id).values(later))
        return {(Wrong.TASK_DIFFERS, row.kind)}

    return by_hand(running, work)


async def a_task_is_opened_again(running: Running, group: Group) -> Named:
    def work(session: Connection) -> Named:
        row = _task(session, group, "done")
        values = {"state": "open", "closed_at": None, "closed_on": None}
        session.execute(update(tasks).where(tasks.c.id == row.id).values(values))
        return {(Wrong.TASK_TOO_MANY, row.kind)}

    return by_hand(running, work)


async def a_stall_is_removed(running: Running, group: Group) -> Named:
    def work(session: Connection) -> Named:
        rule = session.execute(select(stalls.c.rule).where(stalls.c.traject_id == group.id).limit(1)).scalar_one()
        session.execute(delete(stalls).where(stalls.c.traject_id == group.id, stalls.c.rule == rule))
        return {(Wrong.STALLS, rule)}

    return by_hand(running, work)


async def a_stall_begins_earlier(running: Running, group: Group) -> Named:
    def work(session: Connection) -> Named:
        rule = session.execute(select(stalls.c.rule).where(stalls.c.traject_id == group.id).limit(1)).scalar_one()
        which = (stalls.c.traject_id == group.id, stalls.c.rule == rule)
        session.execute(update(stalls).where(*which).values(since=text("since - 30")))
        return {(Wrong.STALLS, rule)}

    return by_hand(running, work)


async def a_phase_is_altered(running: Running, group: Group) -> Named:
    who, key = next(iter(group.people().items()))
    values = {"phase": "intake", "next_check": None}
    by_hand(
        running, lambda session: session.execute(update(participants).where(participants.c.id == who).values(values))
    )
    return {(Wrong.STANDING, key), (Difference.OTHER, key)}


async def an_overview_is_altered(running: Running, group: Group) -> Named:
    values: dict[str, object] = {"tally": {}, "last_progress": None}
    by_hand(running, lambda session: session.execute(update(trajects).where(trajects.c.id == group.id).values(values)))
    return {(Wrong.OVERVIEW, "last_progress, tally")}


async def past_phases_are_wiped(running: Running, group: Group) -> Named:
    by_hand(
        running, lambda session: session.execute(update(trajects).where(trajects.c.id == group.id).values(phases=[]))
    )
    return {(Wrong.STANDING, group.key)}


async def a_journey_is_terminated(running: Running, group: Group) -> Named:
    who, key = next(iter(group.people().items()))
    await running.client.get_workflow_handle(participant_workflow(who)).terminate("by mistake")
    return {(Difference.ENDED, key)}


async def a_journey_is_cancelled(running: Running, group: Group) -> Named:
    who, key = next(iter(group.people().items()))
    handle = running.client.get_workflow_handle(participant_workflow(who))
    await handle.cancel()
    with contextlib.suppress(WorkflowFailureError):
        await handle.result()
    return {(Difference.ENDED, key)}


async def half_of_the_histories_are_lost(running: Running, group: Group) -> Named:
    lost = list(group.people().items())[::2]
    workflows = [group.workflow, *(participant_workflow(who) for who, _ in lost)]
    for workflow in workflows:
        request = DeleteWorkflowExecutionRequest(
            namespace=running.client.namespace, workflow_execution=WorkflowExecution(workflow_id=workflow)
        )
        await running.client.workflow_service.delete_workflow_execution(request)
    await asyncio.gather(*(_gone(running, workflow) for workflow in workflows))
    return {(Difference.MISSING, key) for key in (group.key, *(key for _, key in lost))}


async def _gone(running: Running, workflow: str) -> None:
    with contextlib.suppress(RPCError):
        while True:  # until there is nothing to describe
            await running.client.get_workflow_handle(workflow).describe()


async def a_key_is_lost(running: Running, group: Group) -> Named:
    who, key = next(iter(group.people().items()))
    by_hand(running, lambda session: session.execute(delete(subject_keys).where(subject_keys.c.subject == who)))
    return {(Wrong.KEY, key)}


async def a_task_is_made_another_one(running: Running, group: Group) -> Named:
    def work(session: Connection) -> Named:
        row = _task(session, group, "open")
        values: dict[str, object] = {"kind": "hold_intake", "participant_id": None, "facts": []}
        session.execute(update(tasks).where(tasks.c.id == row.id).values(values))
        return {(Wrong.TASK_DIFFERS, row.kind)}

    return by_hand(running, work)


async def a_stall_is_invented(running: Running, group: Group) -> Named:
    row = {"traject_id": group.id, "rule": "STL-X", "since": today(), "waiting_on": "nobody", "facts": []}
    by_hand(running, lambda session: session.execute(stalls.insert().values(row)))
    return {(Wrong.STALLS, "STL-X")}


async def a_version_is_set_back(running: Running, group: Group) -> Named:
    first = update(trajects).where(trajects.c.id == group.id).values(version=1)
    by_hand(running, lambda session: session.execute(first))
    return {(Difference.OTHER, group.key)}


async def keys_are_exchanged(running: Running, group: Group) -> Named:
    (who, key), (other, another), *_ = group.people().items()
    exchange = text("""
        UPDATE subject_keys SET wrapped = others.wrapped FROM subject_keys AS others
        WHERE subject_keys.subject = ANY(:both) AND others.subject = ANY(:both)
        AND subject_keys.subject <> others.subject
    """)
    by_hand(running, lambda session: session.execute(exchange, {"both": [who, other]}))
    return {(Wrong.KEY, key), (Wrong.KEY, another)}


async def a_note_of_who_must_hear_is_spoiled(running: Running, group: Group) -> Named:
    """One of a message of the traject, long ago, and one of a message of nobody that we know."""
    mine, stranger = uuid4(), uuid4()

    def work(session: Connection) -> None:
        for message, subject, wakes in ((mine, group.workflow, [{"workflow": 1}]), (stranger, "traject-1", {})):
            row = {"id": message, "subject": subject, "answer": {}, "recorded_by": "somebody"}
            session.execute(messages.insert().values(row))
            session.execute(unheard.insert().values(message_id=message, wakes=wakes))

    by_hand(running, work)
    return {(Wrong.UNREADABLE_NOTE, str(mine)), (Wrong.UNREADABLE_NOTE, str(stranger))}


async def a_traject_is_given_another_municipality(running: Running, group: Group) -> Named:
    values = {"municipality": "Elders"}
    by_hand(running, lambda session: session.execute(update(trajects).where(trajects.c.id == group.id).values(values)))
    return {(Wrong.NAME, f"Elders/{group.key} → {group.municipality}/{group.key}")}


async def a_fact_is_inserted(running: Running, group: Group) -> Named:
    """Somebody writes a withdrawal into the table by hand."""
    *_, (who, key) = group.people().items()

    def work(session: Connection) -> None:
        message: UUID = uuid4()
        row = {"id": message, "subject": group.workflow, "answer": {}, "recorded_by": "somebody"}
        session.execute(messages.insert().values(row))
        session.execute(_WITHDRAWAL, {"traject": group.id, "who": who, "day": today(), "message": message})

    by_hand(running, work)
    return {(Wrong.STANDING, key), (Wrong.TASK_MISSING, "exit_talk")}


_WITHDRAWAL = text("""
    INSERT INTO facts
        (traject_id, participant_id, kind, on_date, recorded_on, recorded_by, message_id, ordinal, data)
    VALUES (:traject, :who, 'withdrawn', :day, :day, 'somebody', :message, 1,
        jsonb_build_object('kind', 'withdrawn', 'participant', :who, 'on', :day))
""")

PLANTS: tuple[Plant, ...] = (
    a_task_is_deleted,
    a_task_is_ticked_off,
    a_task_is_postponed,
    a_task_is_opened_again,
    a_stall_is_removed,
    a_stall_begins_earlier,
    a_phase_is_altered,
    an_overview_is_altered,
    past_phases_are_wiped,
    a_journey_is_terminated,
    a_journey_is_cancelled,
    half_of_the_histories_are_lost,
    a_key_is_lost,
    keys_are_exchanged,
    a_task_is_made_another_one,
    a_stall_is_invented,
    a_version_is_set_back,
    a_note_of_who_must_hear_is_spoiled,
    a_traject_is_given_another_municipality,
)
"""What can be undone altogether; an inserted fact is one more fact."""
