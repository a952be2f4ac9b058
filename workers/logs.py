"""One log for all in the process: ours, Temporal's, alembic's; as JSON or for a console; with no person in it.

Errors are logged with where they happened; what they say, only where the text is ours or Temporal's, because texts
of other libraries quote the values they stumbled over.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow

_SAFE_TEXTS = ("activities", "domain", "embedded", "storage", "temporalio", "workers", "workflows")
_FRAMES = 12

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(log_format: str, level: str, stream: TextIO | None = None) -> None:
    """Send all logging of this process to `stream` (default: standard error)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(), processors=[_without_meta, _renderer(log_format)]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells which database it speaks, at every look
    # Their ids come as fields of their own; in the message they would be there twice.
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _shared() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
    ]


def _renderer(log_format: str) -> Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _without_meta(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    event.pop("temporal_log", None)  # the SDK's own record, whose fields may quote an error
    return event


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An error as its kinds and places, without the values that its text may quote."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[1] is not None:
        event["error"] = _said(info[1])
        event["where"] = _places(info[1])
    return event


def _said(error: BaseException) -> str:
    """From the first cause to what came of it."""
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None and len(chain) < _FRAMES:
        ours = type(current).__module__.split(".")[0] in _SAFE_TEXTS
        chain.append(f"{type(current).__name__}: {current}" if ours else type(current).__name__)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return " < ".join(chain)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
