"""What runs between the supervisor and a server: folder, identity, and "die when the supervisor dies".

A script in a process of its own, with the standard library only, because a process with threads cannot safely
run Python between fork and exec.
"""

import ctypes
import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from typing import Literal, NoReturn

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000

EXIT_PARENT_GONE = 124
EXIT_IDENTITY = 125
EXIT_CANNOT_EXECUTE = 126


@dataclass(frozen=True, slots=True)
class Orders:
    """What to do before the server takes over. `death_pipe`: where the kernel sends no death signal."""

    folder: str
    identity: Literal["same", "drop", "namespace"]
    uid: int
    gid: int
    death_signal: int
    parent: int
    death_pipe: int | None

    def as_argument(self) -> str:
        return json.dumps(asdict(self))


def main(argument: str, command: list[str]) -> NoReturn:
    """Become `command`; only a failure returns, as one of the exit statuses above."""
    orders = Orders(**json.loads(argument))
    os.chdir(orders.folder)  # first: the new identity may not be allowed to pass through its parents
    try:
        take_identity(orders)
    except OSError as error:
        stop(EXIT_IDENTITY, f"identity {orders.uid}:{orders.gid}: {error}")
    die_with_parent(orders)
    os.umask(0o077)
    restore_signals()
    try:
        os.execve(command[0], command, os.environ)  # noqa: S606  no shell is what we want
    except OSError as error:
        stop(EXIT_CANNOT_EXECUTE, f"{command[0]}: {error}")


def take_identity(orders: Orders) -> None:
    """Leave root behind for good; in a user namespace where the plain way is closed.

    Raises:
        OSError: the system does not allow it.
    """
    if orders.identity == "drop":
        os.setgroups([])
        os.setresgid(orders.gid, orders.gid, orders.gid)
        os.setresuid(orders.uid, orders.uid, orders.uid)
    elif orders.identity == "namespace":
        outer_uid, outer_gid = os.geteuid(), os.getegid()
        call_libc("unshare", CLONE_NEWUSER)
        write("/proc/self/setgroups", "deny")
        write("/proc/self/gid_map", f"{orders.gid} {outer_gid} 1")
        write("/proc/self/uid_map", f"{orders.uid} {outer_uid} 1")


def die_with_parent(orders: Orders) -> None:
    """Have this process stopped when the supervisor ends, however it ends.

    Comes after the change of identity, which would clear the death signal.
    """
    if orders.death_pipe is None:
        call_libc("prctl", PR_SET_PDEATHSIG, orders.death_signal)
        if os.getppid() != orders.parent:  # it died before the signal was asked for
            stop(EXIT_PARENT_GONE, "the supervisor is gone")
    elif os.fork() == 0:
        watch(orders.death_pipe, orders.death_signal)
    else:
        os.close(orders.death_pipe)


def watch(pipe: int, death_signal: int) -> NoReturn:
    """Wait until nobody holds the other end of the pipe, then stop the server, if it is still our parent."""
    server = os.getppid()
    os.setsid()
    restore_signals()
    while os.read(pipe, 1):
        pass
    if os.getppid() == server:
        os.kill(server, death_signal)
    os._exit(0)


def restore_signals() -> None:
    """Undo what Python set, and what a shell's `nohup` or `&` left: exec passes ignored signals on."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def call_libc(function: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:  # noqa: PTH123  pathlib would triple the start-up time
        file.write(text)


def stop(status: int, reason: str) -> NoReturn:
    sys.stderr.write(f"launcher: {reason}\n")
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
