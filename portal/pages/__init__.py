"""Routes, one module for each page or family; thin: they read, render, and say what was filled in."""

from portal.pages import about, home, reasons, tasks
from portal.signing_in import oidc_pages
from portal.signing_in import pages as signing_in

ROUTERS = (
    home.router,
    about.router,
    signing_in.router,
    oidc_pages.router,
    reasons.router,
    tasks.router,
)
"""All that the portal serves."""
