"""Pages of trajects: the list, one traject, and everything that is said of a group."""

from fastapi import APIRouter

from portal.pages.trajects import (
    attendance,
    beginning,
    breaks,
    certificates,
    details,
    ending,
    matrix,
    meeting,
    one,
    overview,
    planning,
)

router = APIRouter()
for part in (overview, beginning, planning, meeting, matrix, attendance, certificates, breaks, details, ending, one):
    router.routes.extend(part.router.routes)
"""Addresses with a fixed word come before those with an id in its place."""
