"""Routes, one module for each page or family; thin: they read, render, and say what was filled in."""

from portal.pages import (
    about,
    account_pages,
    answers,
    calendar,
    evaluations,
    forecast,
    forgetting,
    help_pages,
    home,
    intake_of_files,
    mail,
    moving,
    network,
    papers,
    participants,
    programmes,
    project_lead,
    reasons,
    sheets,
    tasks,
    trajects,
)
from portal.signing_in import oidc_pages
from portal.signing_in import pages as signing_in

ROUTERS = (
    home.router,
    about.router,
    signing_in.router,
    oidc_pages.router,
    reasons.router,
    sheets.router,  # before the lists: `/taken/{task}` would take these addresses too
    tasks.router,
    participants.router,
    answers.router,
    calendar.router,
    forecast.router,
    forgetting.router,
    trajects.router,
    project_lead.router,
    network.router,
    papers.router,
    evaluations.router,
    intake_of_files.router,
    programmes.router,
    moving.router,
    mail.router,
    account_pages.router,
    help_pages.router,
)
"""All that the portal serves."""
