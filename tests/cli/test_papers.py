"""Papers from the terminal: look, issue, check, and what goes round at a session."""

import re
from pathlib import Path

from tests.cli.conftest import Traject
from tests.papers.reading import text_of

TRAJECT = "T117-02"


def test_a_certificate_is_looked_at_issued_and_checked(traject: Traject, tmp_path: Path) -> None:
    people = traject("certificates", TRAJECT, "--json").document["participants"]
    who = next(each["participant"] for each in people if each["verdict"] == "eligible")
    named = traject("record", "person", who, "--first-name", "Selam", "--last-name", "Tesfay", "--own-name", "ሰላም ተስፋይ")
    assert named.status == 0, named.err
    look = tmp_path / "voorbeeld.pdf"
    assert traject("certificate", "preview", who, "--out", look).status == 0
    assert "Voorbeeld, niet geldig" in text_of(look.read_bytes())
    issued = traject("certificate", "issue", who, "--folder", tmp_path)
    assert issued.status == 0, issued.out + issued.err
    (file,) = tmp_path.glob("certificaat-*.pdf")
    said = re.search(r"Nummer ([\w-]+) Code ([\w-]+)", text_of(file.read_bytes()))
    assert said
    assert "Selam Tesfay" in text_of(file.read_bytes())
    assert traject("certificate", "verify", said[1], said[2]).out.startswith("Geldig, uitgereikt op ")
    assert traject("certificate", "verify", said[1], "AAAA-AAAA-AAAA").out == "Niet geldig of onbekend.\n"
    again = traject("certificate", "issue", who, "--folder", tmp_path)
    assert (again.status, "niets veranderd" in again.out) == (1, True)


def test_a_report_and_a_sheet_are_written(traject: Traject, tmp_path: Path) -> None:
    report, sheet = tmp_path / "verslag.pdf", tmp_path / "lijst.pdf"
    assert traject("paper", "report", TRAJECT, "--out", report, "--paper-lang", "en").status == 0
    assert "Hours and budget" in text_of(report.read_bytes())
    meeting = traject("paper", "attendance-sheet", f"{TRAJECT}-b01", "--out", sheet)
    assert meeting.status == 0, meeting.err
    assert "Handtekening" in text_of(sheet.read_bytes())


def test_an_issue_is_for_people_or_for_a_traject(traject: Traject) -> None:
    assert traject("certificate", "issue").status == 2
