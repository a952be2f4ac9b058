"""What docker-compose.yml starts, as processes of this machine: the same commands in the same environment."""

import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from embedded.binaries import find_temporal
from embedded.testing import free_port, until
from tests.topology.servers import PASSWORD

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
PATIENCE = 120  # seconds, for a command


@cache
def services() -> dict[str, Any]:
    """The services of docker-compose.yml, as Compose itself reads them; nobody's .env has a say."""
    secret = {"APP_DB_PASSWORD": PASSWORD, "TEMPORAL_DB_PASSWORD": PASSWORD, "TRAJECT_MASTER_KEY": new_key()}
    files = ("--env-file", os.devnull, "--file", str(REPOSITORY / "docker-compose.yml"))
    read = [str(PROGRAMS / "docker-compose"), *files, "config", "--format", "json"]
    done = subprocess.run(read, env=secret, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)["services"]
    return found


def new_key() -> str:
    """As `openssl rand -base64 32` makes it."""
    return b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        assert self.status == 0, self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """Why it did not do what was asked: status 1, and one line without secrets or a stack trace."""
        assert (self.status, self.out) == (1, ""), self
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        assert PASSWORD not in self.err
        return self.err.strip()


@dataclass(frozen=True)
class Deployment:
    """Servers that run elsewhere: addresses, a database and a namespace of its own, and the key."""

    database_server: str
    temporal_address: str
    name: str
    folder: Path
    key: str = field(default_factory=new_key)

    @property
    def database_url(self) -> str:
        return f"postgresql://traject:{PASSWORD}@{self.database_server}/{self.name}"

    def environment(self, service: str = "worker") -> dict[str, str]:
        """What compose gives the service, with our addresses for the names that its network would know."""
        path = os.pathsep.join((str(PROGRAMS), str(find_temporal().parent), os.defpath))
        ours = {
            "DATABASE_URL": self.database_url,
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TEMPORAL_NAMESPACE": self.name,
            "TRAJECT_MASTER_KEY": self.key,
            "LISTEN_ON": "127.0.0.1",
        }
        given: dict[str, str] = services()[service]["environment"]
        return given | {name: value for name, value in ours.items() if name in given} | {"PATH": path}

    def run(self, *arguments: str | Path, **changes: str) -> Ended:
        """One command of `traject`, until it ends; in English, as errors are matched here."""
        environment = self.environment() | {"TRAJECT_LANG": "en"} | changes
        return run(["traject", *map(str, arguments)], environment, self.folder)

    def one_shot(self, service: str) -> Ended:
        """A service of compose that ends, as it would run there."""
        made = services()[service]
        mounted = {volume["target"]: volume["source"] for volume in made.get("volumes", [])}
        command = made["command"] if mounted else ["traject", *made["command"]]
        for inside, outside in mounted.items():
            command = [part.replace(inside, outside) for part in command]
        return run(command, self.environment(service), self.folder)

    @contextmanager
    def worker(self, name: str) -> Iterator["Worker"]:
        """A worker, started; gone at the end of the block, however the test ended."""
        log = self.folder / f"{name}.log"
        with ExitStack() as claims:
            ports = {name: str(claims.enter_context(free_port())) for name in ("HEALTH_PORT", "METRICS_PORT")}
            with log.open("wb") as output:
                process = subprocess.Popen(
                    [str(PROGRAMS / "traject"), *services()["worker"]["command"]],
                    env=self.environment() | ports,
                    cwd=self.folder,
                    stdout=output,
                    stderr=output,
                )
            try:
                yield Worker(process, log, ports)
            finally:
                process.kill()
                process.wait()


@dataclass(frozen=True)
class Worker:
    """A running `traject worker`."""

    process: "subprocess.Popen[bytes]"
    log: Path
    ports: Mapping[str, str]

    def fetch(self, port: str, path: str) -> tuple[int, str]:
        """The status and text of a page; 0 when nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[port]}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def passes_health_check(self) -> bool:
        """What compose asks of it, again and again."""
        test: list[str] = services()["worker"]["healthcheck"]["test"]
        command = [part.replace(":8090/", f":{self.ports['HEALTH_PORT']}/") for part in test[1:]]
        return run(command, {"PATH": str(PROGRAMS)}, self.log.parent).status == 0

    def until_ready(self) -> None:
        """Until the health check passes."""
        until(lambda: self.process.poll() is not None or self.fetch("HEALTH_PORT", "/readyz")[0] == 200, "it is ready")
        assert self.process.poll() is None, self.log.read_text()

    def end(self, number: signal.Signals) -> int:
        """Send it a signal; gives its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def said(self) -> list[dict[str, Any]]:
        """Its log, which is JSON to the last line."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def run(command: list[str], environment: Mapping[str, str], folder: Path) -> Ended:
    """A process with this environment and no other."""
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)
