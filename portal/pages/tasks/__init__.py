"""What is to be done: the list, one task, what can be said of tasks, and one form for everybody in a line."""

from fastapi import APIRouter

from portal.pages.tasks import actions, listing, one, talking, together, views

router = APIRouter()
for each in (listing, actions, views, one, talking, together):
    router.routes.extend(each.router.routes)
