"""What no linter knows: how large things may grow, what may be committed, and what the rules may import."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

MAX_BYTES = 1_000_000
MAX_FILE_LINES = 350
MAX_FUNCTION_LINES = 50

# A class of one letter, as in [x], keeps a pattern from finding itself here.
FORBIDDEN = {
    "a path of one machine": r"(?<![A-Za-z0-9_.])/(work|farm)/|bash_job[s]",
    "the host of a package registry": (
        r"pypi[.]or[g]|pythonhosted[.]or[g]|npmjs[.](or[g]|co[m])|deb[.]debian[.]or[g]"
        r"|--(extra-)?index-ur[l]|\"resolved\": *\"[h]ttp|registry *= *\"[h]ttp"
    ),
    "a word about how the work was done": r"[Ss]ubagen[t]|[Cc]laud[e]|\bLL[M]\b",
}
THIRD_PARTY = re.compile(r"(^|/)(node_modules|site-packages|third_party|vendor)/|[.](whl|jar|min[.]js|min[.]css)$")
NOT_SHIPPED = {"benchmarks", "tests"}
RULES_MAY_IMPORT = sys.stdlib_module_names | {"domain", "holidays", "pydantic", "pydantic_core"}


def committed_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]  # also what is about to be
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := Path(name)).is_file()]


def problems_of_any_file(path: Path) -> Iterator[str]:
    if THIRD_PARTY.search(path.as_posix()):
        yield f"{path}: looks like code of others; install it instead"
    if (size := path.stat().st_size) > MAX_BYTES:
        yield f"{path}: {size:,} bytes"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in FORBIDDEN.items():
            if re.search(pattern, line):
                yield f"{path}:{number}: {what}"


def problems_of_python(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    lines = source.count("\n")
    if lines > MAX_FILE_LINES and "versions" not in path.parts:
        yield f"{path}: {lines} lines; is there a natural seam?"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines; what are its steps called?"
        if path.parts[0] == "domain":
            for module in sorted(imported(node) - RULES_MAY_IMPORT):
                yield f"{path}:{getattr(node, 'lineno', 1)}: the rules may not import {module}"


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return {node.module.partition(".")[0]}
    return set()


def problems_of_packages() -> Iterator[str]:
    """A package that is in the folder and not in the list is missing from the wheel only, which nobody sees."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]
    present = {path.parent.name for path in Path().glob("*/__init__.py")} - NOT_SHIPPED
    lists = {
        "hatch's packages": project["hatch"]["build"]["targets"]["wheel"]["packages"],
        "import-linter's root_packages": project["importlinter"]["root_packages"],
    }
    for name, listed in lists.items():
        for package in sorted(present ^ set(listed)):
            yield f"pyproject.toml: {package} is {'not in' if package in present else 'only in'} {name}"


def main() -> int:
    problems = list(problems_of_packages())
    problems += [
        problem
        for path in committed_files()
        for check in (problems_of_any_file, *([problems_of_python] if path.suffix == ".py" else []))
        for problem in check(path)
    ]
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
