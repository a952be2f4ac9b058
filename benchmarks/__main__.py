"""`python -m benchmarks [NAME …]`: runs the benchmarks named, or all, and writes each result to `results/`."""

import argparse
from collections.abc import Callable

from benchmarks import assess, attendance, demo, import_, journey, lists, night, pages
from benchmarks.report import Result, write

BENCHMARKS: dict[str, Callable[[], Result]] = {
    "assess": assess.run,
    "journey": journey.run,
    "attendance": attendance.run,
    "lists": lists.run,
    "import_": import_.run,
    "pages": pages.run,
    "demo": demo.run,
    "night": night.run,
}


def main() -> None:
    """A line for each benchmark that begins, its page when it is done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"one of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--price", type=float, default=journey.PRICE, help="of a million actions (default %(default)s)")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    for name in given.names or BENCHMARKS:
        print(f"… {name}", flush=True)
        result = journey.run(given.price) if name == "journey" else BENCHMARKS[name]()
        print(write(name, f"python -m benchmarks {name}", result))


if __name__ == "__main__":
    main()
