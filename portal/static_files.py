"""The built assets: one address for each version of a file, so that browsers may keep it for ever."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"
_FOR_EVER = "public, max-age=31536000, immutable"


def versions(folder: Path = FOLDER) -> Mapping[str, str]:
    """The address of every built file by its name; nothing when set-up could not build them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {name: f"/static/{name}?v={_hash(path)}" for path in files if (name := path.relative_to(folder).as_posix())}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


class Assets(StaticFiles):
    """Files that never change under their address."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER, check_dir=False)

    def file_response(self, *arguments: Any, **options: Any) -> Response:  # noqa: ANN401 - as Starlette has it
        """The file, to be kept."""
        response = super().file_response(*arguments, **options)
        response.headers["Cache-Control"] = _FOR_EVER
        return response
