"""Connections of a running process, cut from outside while it knows of nothing: reset, half closed, or gone silent.

The kernel lets whoever may debug a process borrow its open sockets (`pidfd_getfd`). What is done to a borrowed socket
happens to the real one: no relay stands in between, and the product runs as it always does.
"""

import contextlib
import ctypes
import errno
import os
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

from embedded import sockets

How = Literal["reset", "half closed", "silent"]

_PIDFD_GETFD = 438
"""The same number on every machine on which Linux runs Python."""
_ATTACH_FILTER, _DETACH_FILTER = 26, 27
_DROP_ALL = struct.pack("HBBI", 6, 0, 0, 0)
"""The shortest packet filter there is: keep 0 bytes."""
_NOWHERE = struct.pack("H14x", socket.AF_UNSPEC)
_libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def borrowed(pid: int, wanted: Callable[[socket.socket], bool]) -> Iterator[list[socket.socket]]:
    """The connections of a process that are wanted, until the end of the block; none when it has just ended.

    Raises:
        PermissionError: we may not debug that process.
    """
    with contextlib.ExitStack() as all_of_them:
        found = [all_of_them.enter_context(one) for one in _sockets(pid)]
        yield [one for one in found if wanted(one)]


def to_port(port: int) -> Callable[[socket.socket], bool]:
    """Whether a connection leads to a TCP port."""
    return lambda one: one.family == socket.AF_INET and _peer(one)[1:] == (port,)


def to_postgres(one: socket.socket) -> bool:
    """Whether a connection leads to an embedded Postgres."""
    return one.family == socket.AF_UNIX and _peer(one)[0].endswith(sockets.NAME)


def _peer(one: socket.socket) -> tuple[str, *tuple[int, ...]]:
    try:
        peer = one.getpeername()
    except OSError:  # it listens, or was cut already
        return ("",)
    return peer if isinstance(peer, tuple) else (str(peer),)


def _sockets(pid: int) -> Iterator[socket.socket]:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        process = os.pidfd_open(pid)
        try:
            for entry in Path(f"/proc/{pid}/fd").iterdir():
                if (one := _borrow(process, entry)) is not None:
                    yield one
        finally:
            os.close(process)


def _borrow(process: int, entry: Path) -> socket.socket | None:
    """Nothing when it is no socket, or was closed in the meantime."""
    try:
        if not str(entry.readlink()).startswith("socket:"):
            return None
        return socket.socket(fileno=_called(_libc.syscall(_PIDFD_GETFD, process, int(entry.name), 0)))
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.EBADF, errno.ESRCH}:
            return None
        raise


def cut(connections: Iterable[socket.socket], how: How) -> None:
    """`silent` is for TCP: whatever arrives is dropped, as on a line that was torn, until `heal` or for ever."""
    for one in connections:
        with contextlib.suppress(OSError):  # it was closed just now
            if how == "silent":
                _drop_all(one)
            elif how == "half closed":
                one.shutdown(socket.SHUT_WR)
            elif one.family == socket.AF_UNIX:
                one.shutdown(socket.SHUT_RDWR)
            else:
                _called(_libc.connect(one.fileno(), _NOWHERE, len(_NOWHERE)))  # TCP tells both ends


def heal(connections: Iterable[socket.socket]) -> None:
    """What is sent arrives again, as when a cable is put back."""
    for one in connections:
        with contextlib.suppress(OSError):  # somebody gave up waiting and closed it
            one.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)


def _drop_all(one: socket.socket) -> None:
    program = ctypes.create_string_buffer(_DROP_ALL)
    one.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(program)))


def _called(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
