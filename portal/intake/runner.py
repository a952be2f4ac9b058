"""Does what files wait for, behind the pages: checks them, and takes them in.

All that matters is in Postgres, so a portal that was stopped goes on where it was; each traject of a file is one
message whose id follows from the upload, so that what was in already does not go in twice.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid5

import structlog
from sqlalchemy import Engine, select

from domain.calendar import amsterdam_day
from importer.check import Checked, check
from importer.known import InDatabase
from importer.preview import Preview, preview
from importer.table import NoWorkbook
from portal.intake.files import Locker, unpacked
from portal.intake.findings import Unreadable, outcome
from portal.visitor import Role
from storage import uploads
from storage.engine import FOR_LONG_WORK, make_engine, reading, writing
from storage.errors import StorageError, StorageMisused
from storage.programmes import Programmes
from storage.queries.whose import sees_all
from storage.subject_keys import KeyRing
from storage.tables import account_scopes, accounts
from storage.uploads import Job
from workers.taking_in import Speaks, take_in

_SIGN_OF_LIFE = 0.5
_log = structlog.stdlib.get_logger("portal")


@dataclass(frozen=True, slots=True)
class Owner:
    """Who handed a file in, with the rights of now. `own` None: all municipalities."""

    by: str
    own: frozenset[str] | None
    active: bool


@dataclass
class Intake:
    """One a portal. Several portals share the work: what one has begun, another leaves alone."""

    engine: Engine
    mailbox: Speaks
    key: bytes
    keys: KeyRing
    now: Callable[[], datetime]
    pause: float = uploads.SILENT.total_seconds()
    """Seconds until it looks again, while there is work that cannot be done now."""
    _task: asyncio.Task[None] | None = None
    _again: asyncio.Event = field(default_factory=asyncio.Event)

    @cached_property
    def locker(self) -> Locker:
        """For what lies in the database."""
        return Locker(self.key)

    async def go_on(self) -> None:
        """Look for work, unless that is being done; returns at once."""
        self._again.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), context=Context())  # not what its waker was asked for

    async def finished(self) -> None:
        """Wait until there is nothing left to do."""
        if self._task is not None:
            await self._task

    async def stop(self) -> None:
        """Leave it; whoever comes next goes on."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _work(self) -> None:
        long = make_engine(self.engine.url.render_as_string(hide_password=False), pool_size=2, limits=FOR_LONG_WORK)
        try:
            while self._again.is_set():
                self._again.clear()
                if await self._leaves_work(long):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._again.wait(), self.pause)
                    self._again.set()
        finally:
            long.dispose()

    async def _leaves_work(self, long: Engine) -> bool:
        """Do all that can be done now; whether something is left: another does it, or the database does not answer."""
        try:
            while (job := await asyncio.to_thread(self._claim)) is not None:
                await self._do(job, long)
            return await asyncio.to_thread(self._is_waiting)
        except StorageError as error:
            _log.info("files wait until the database answers", why=type(error).__name__)
            return True

    def _is_waiting(self) -> bool:
        with reading(self.engine) as session:
            return uploads.is_waiting(session)

    def _release(self, job: Job) -> None:
        with suppress(StorageError), writing(self.engine) as session:
            uploads.release(session, job)

    def _claim(self) -> Job | None:
        with writing(self.engine) as session:
            uploads.forget(session, self.now())
            return uploads.claim(session, self.now())

    async def _do(self, job: Job, long: Engine) -> None:
        progress = _Progress()
        try:
            async with self._signs_of_life(job, progress):
                if job.state == "received":
                    await asyncio.to_thread(self._check, job, long)
                else:
                    await self._take_in(job, long, progress)
        except StorageMisused as error:  # the next time too, with the files behind it waiting
            await self._fail(job, error)
        except (StorageError, asyncio.CancelledError):
            await asyncio.to_thread(self._release, job)
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, its owner must not wait for ever
            await self._fail(job, error)

    async def _fail(self, job: Job, error: Exception) -> None:
        _log.error("a file could not be taken in", upload=str(job.id), kind=type(error).__name__, exc_info=error)
        await asyncio.to_thread(self._end, job, "failed", None)

    def _check(self, job: Job, long: Engine) -> None:
        try:
            _, found = self._examined(job, long)
        except NoWorkbook as problem:
            self._end(job, "unreadable", Unreadable.because(problem.what).model_dump_json())
            return
        with writing(self.engine) as session:
            uploads.checked(session, job.id, self.locker.lock(job.id, found.model_dump_json().encode()))

    async def _take_in(self, job: Job, long: Engine, progress: "_Progress") -> None:
        owner = await asyncio.to_thread(self._owner, job)
        if not owner.active:
            await asyncio.to_thread(self._end, job, "failed", None)
            return
        checked, found = await asyncio.to_thread(self._examined, job, long)
        progress.total = len(checked.take_overs)
        taken = await take_in(
            self.mailbox,
            checked.take_overs,
            progress.reached,
            by=owner.by,
            message_of=lambda traject: uuid5(job.id, str(traject)),
        )
        await asyncio.to_thread(self._end, job, "taken_in", outcome(found, taken).model_dump_json(), progress)

    def _examined(self, job: Job, long: Engine) -> tuple[Checked, Preview]:
        with reading(long) as session:
            programmes = {(one.id, one.version): one for one in Programmes().all(session)}
        own = self._owner(job).own
        with unpacked(self.locker.unlock(job.id, job.content)) as workbook:
            checked = check(workbook, InDatabase(long, self.keys), programmes, amsterdam_day(self.now()), own)
            return checked, preview(workbook, checked)

    def _owner(self, job: Job) -> Owner:
        with reading(self.engine) as session:
            row = session.execute(select(accounts).where(accounts.c.id == job.account)).one()
            scopes = account_scopes.c
            mine = select(scopes.municipality).where(scopes.account_id == job.account, scopes.municipality.is_not(None))
            own = frozenset(session.execute(mine).scalars())
        return Owner(str(row.staff_id or "import"), None if _is_for_all(row) else own, row.disabled_at is None)

    def _end(self, job: Job, state: str, findings: str | None, progress: "_Progress | None" = None) -> None:
        locked = None if findings is None else self.locker.lock(job.id, findings.encode())
        with writing(self.engine) as session:
            if progress is not None:
                uploads.keep_alive(session, job.id, self.now(), progress.done, progress.total)
            uploads.end(session, job, state, locked, self.now())

    @asynccontextmanager
    async def _signs_of_life(self, job: Job, progress: "_Progress") -> AsyncIterator[None]:
        over = asyncio.Event()
        beating = asyncio.create_task(self._beat(job, progress, over))
        try:
            yield
        finally:
            over.set()  # not cancelled: its thread would give a sign of life after the job was released
            await asyncio.wait([beating])

    async def _beat(self, job: Job, progress: "_Progress", over: asyncio.Event) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), _SIGN_OF_LIFE)
                return
            with suppress(StorageError):
                await asyncio.to_thread(self._sign_of_life, job, progress)

    def _sign_of_life(self, job: Job, progress: "_Progress") -> None:
        with writing(self.engine) as session:
            uploads.keep_alive(session, job.id, self.now(), progress.done, progress.total)


@dataclass
class _Progress:
    """How many trajects of how many."""

    done: int = 0
    total: int = 0

    def reached(self, done: int) -> None:
        self.done = done


def _is_for_all(row: Any) -> bool:  # noqa: ANN401 - a row of `accounts`
    """Administrators, and who may see everything."""
    return sees_all(row.roles, everywhere=row.everywhere) or Role.ADMINISTRATOR in row.roles
