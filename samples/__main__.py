"""`python -m samples FOLDER [--today DATE]` writes the sample files."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path

from domain.calendar import amsterdam_day
from samples import write


def main() -> None:
    """Write both samples and say where they are."""
    parser = ArgumentParser(prog="python -m samples", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write; made if it is not there")
    parser.add_argument(
        "--today", type=date.fromisoformat, help="the day the trajects are seen from, JJJJ-MM-DD (default: today)"
    )
    asked = parser.parse_args()
    today = asked.today or amsterdam_day(datetime.now(UTC))
    for name, path in write(asked.folder, today).items():
        print(f"{name}: {path}")  # noqa: T201 - this is what the command answers


if __name__ == "__main__":
    main()
