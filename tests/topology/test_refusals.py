"""Where a worker or a command could only do harm it does not begin, and says why in one line without secrets."""

import pytest

from tests.topology.deployment import REPOSITORY, Deployment, new_key, run
from tests.topology.servers import PASSWORD

EXAMPLE = REPOSITORY / "tests" / "importer" / "example"
ELSEWHERE = f"postgresql://traject:{PASSWORD}@127.0.0.1"

WRONG = {
    "a short key": (
        {"TRAJECT_MASTER_KEY": "Z2VoZWlt"},
        "TRAJECT_MASTER_KEY is ***; expected: 32 random bytes in base64",
    ),
    "a slash in the password": (
        {"DATABASE_URL": "postgresql://t:a/b@db/traject"},
        "DATABASE_URL is ***; expected: post",
    ),
    "nobody listens": ({"DATABASE_URL": f"{ELSEWHERE}:9/x"}, "Postgres at postgresql://***@127.0.0.1:9/x does not let"),
}


@pytest.mark.parametrize(("changes", "said"), WRONG.values(), ids=WRONG)
def test_a_worker_refuses_wrong_settings(bare: Deployment, changes: dict[str, str], said: str) -> None:
    assert bare.run("worker", **changes).refusal.startswith(said)


def test_a_worker_without_settings_says_which(bare: Deployment) -> None:
    nothing = dict.fromkeys(("DATABASE_URL", "TEMPORAL_ADDRESS", "TRAJECT_MASTER_KEY"), "")

    refusal = bare.run("worker", **nothing).refusal

    assert [f"{name} is missing; expected: " in refusal for name in nothing] == [True] * 3


def test_a_worker_refuses_a_wrong_password_without_telling_it(bare: Deployment) -> None:
    refusal = bare.run("worker", DATABASE_URL=bare.database_url.replace(PASSWORD, "geheim")).refusal

    assert "does not let us in" in refusal
    assert "geheim" not in refusal


def test_nobody_works_on_a_database_that_lacks_migrations(bare: Deployment) -> None:
    for arguments in (["worker"], ["import", str(EXAMPLE)]):
        assert bare.run(*arguments).refusal == "The database lacks migrations. First run: traject migrate"


def test_a_worker_refuses_a_namespace_that_is_missing_and_one_without_search_attributes(migrated: Deployment) -> None:
    assert f"({migrated.name}: NOT_FOUND)" in migrated.run("worker").refusal

    environment = migrated.environment("temporal-namespace")
    make = ["temporal", "operator", "namespace", "create", "--namespace", migrated.name]
    assert run(make, environment, migrated.folder).status == 0
    known = ["temporal", "operator", "search-attribute", "list", "--namespace", migrated.name]
    while run(known, environment, migrated.folder).status:
        continue  # a server takes a second or so to know a new namespace

    refusal = migrated.run("worker").refusal
    assert refusal.startswith("Temporal lacks these search attributes: TrajectPhase, TrajectId,")
    assert "temporal operator search-attribute create --namespace" in refusal


def test_a_worker_refuses_a_port_that_is_taken(deployment: Deployment) -> None:
    with deployment.worker("first") as first:
        first.until_ready()
        assert "Cannot listen on 127.0.0.1:" in deployment.run("worker", **first.ports).refusal


def test_nobody_works_with_another_master_key_and_nothing_is_spoilt_by_trying(deployment: Deployment) -> None:
    say = ["record", "traject", "Proefdam", "P-1"]
    with deployment.worker("first") as worker:
        worker.until_ready()
        for arguments in (["worker"], say):
            refusal = deployment.run(*arguments, TRAJECT_MASTER_KEY=new_key()).refusal
            assert "is not the one with which this database began. Nothing was done" in refusal
        assert "TRAJECT_MASTER_KEY is missing" in deployment.run(*say, TRAJECT_MASTER_KEY="").refusal

        assert deployment.run(*say, "--json").document["recorded"] == 1
