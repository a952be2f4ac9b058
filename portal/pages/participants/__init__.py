"""Participants: the list, one person, and everything that can be recorded of them."""

from fastapi import APIRouter

from portal.pages.participants import (
    admission,
    answer_link,
    certificate,
    coming_and_going,
    follow_up,
    listing,
    measurement,
    mentor,
    moving,
    person,
    registration,
    taking_back,
)

router = APIRouter()
for page in (
    listing,  # /deelnemers/zoeken comes before /deelnemers/{participant}
    person,
    registration,
    admission,
    certificate,
    measurement,
    follow_up,
    answer_link,
    coming_and_going,
    moving,
    mentor,
    taking_back,
):
    router.routes.extend(page.router.routes)
