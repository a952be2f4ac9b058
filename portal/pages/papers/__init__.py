"""What is printed: certificates, attendance sheets, reports; and the page where anybody checks a certificate."""

from fastapi import APIRouter

from portal.pages.papers import certificates, sheets, verification

router = APIRouter()
for part in (certificates, sheets, verification):
    router.include_router(part.router)
