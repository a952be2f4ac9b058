"""The services of docker-compose.yml that end: run for real, and run again."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

from tests.topology.deployment import REPOSITORY, Deployment, run
from workers.connection import SEARCH_ATTRIBUTES


def test_the_namespace_and_its_search_attributes_are_made_and_making_them_again_changes_nothing(
    deployment: Deployment,
) -> None:
    def look() -> tuple[str, str]:
        ask = ["temporal", "operator"]
        of = ["--namespace", deployment.name, "--output", "json"]
        environment = deployment.environment("temporal-namespace")
        namespace = run([*ask, "namespace", "describe", *of], environment, deployment.folder)
        attributes = run([*ask, "search-attribute", "list", *of], environment, deployment.folder)
        return namespace.out, attributes.out

    first = look()

    assert deployment.one_shot("temporal-namespace").status == 0
    assert look() == first
    namespace, attributes = first
    assert '"7776000s"' in namespace  # closed histories stay 90 days
    assert all(f'"{name}"' in attributes for name in SEARCH_ATTRIBUTES)


def test_the_schema_is_made_once_also_by_two_at_the_same_time_and_again(bare: Deployment) -> None:
    with ThreadPoolExecutor() as both:
        first = list(both.map(bare.one_shot, ["migrate", "migrate"]))
    again = bare.one_shot("migrate")

    assert [ended.status for ended in (*first, again)] == [0, 0, 0], first


def test_the_scripts_are_right_to_the_shell() -> None:
    for script in sorted((REPOSITORY / "docker").rglob("*.sh")):
        subprocess.run(["/bin/sh", "-n", str(script)], check=True)
