"""What people, programs and villains put where something else belongs."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st

MARK = "<i id=fuzz>'\"&"
"""Stands raw in no page that treats what people typed as text."""
LONG = 5_000

TEXTS = (
    "",
    " ",
    "\t\n",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\r\nX-Injected: 1",
    "\u202eanders\u202c",
    "\u200b",
    "\ufeff",
    "\ufffd",
    "\U0001f9d1\u200d\U0001f9bd",
    "e\u0301" * 40,
    "İıßﬀ",
    "ŉǰΐ",
    "\u0663",
    "\uff11\uff12",
    "²",
    "½",
    "-0",
    "1e309",
    "-1e309",
    "NaN",
    "Infinity",
    "1_000",
    "0x10",
    "1,5",
    "8.5",
    "9" * 400,
    "10" + "0" * 18,
    "2147483648",
    "9223372036854775808",
    "-1",
    "true",
    "ja",
    "None",
    "null",
    "[]",
    "{}",
    "{0}",
    "%s%n",
    "%(max)s",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "${7*7}",
    "' OR 1=1 --",
    "=1+1",
    "@SUM(A1)",
    "#REF!",
    "../../etc/passwd",
    "//elders.example",
    "\\\\elders.example",
    "javascript:alert(1)",
    "https://elders.example/",
    "/%2e%2e/",
    "a@b",
    "a@b.c",
    "'@'.'",
    MARK,
    "<!--",
    "]]>",
    "&#x0;",
    "x" * LONG,
    "é" * LONG,
)
DAYS = (
    "0000-00-00",
    "0001-01-01",
    "1899-12-31",
    "1900-01-01",
    "2024-02-29",
    "2026-02-29",
    "31-02-2026",
    "2026-13-01",
    "2999-12-31",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
    "2026-1-1",
    "01-02-26",
    "2026-03-29T02:30:00",
    "\u0662\u0660\u0662\u0666-01-01",
    "20260101",
    "2026-W01-1",
    "vandaag",
    "44927",
)
IDS = (
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "00000000-0000-4000-8000-000000000000",
    "{00000000-0000-4000-8000-000000000000}",
    "urn:uuid:00000000-0000-4000-8000-000000000000",
    "00000000000040008000000000000000",
    "00000000-0000-4000-8000-00000000000g",
    "\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660-0000-4000-8000-000000000000",
    "1",
)

letters = st.characters(exclude_categories=["Cs"])
texts: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(DAYS), st.sampled_from(IDS), st.text(letters, max_size=30)
)
"""Anything that can be written in UTF-8."""
storable = texts.map(lambda text: text.replace("\x00", ""))
"""Anything that Postgres keeps: all of that but NUL."""
plausible_days = st.one_of(
    st.sampled_from([date(1900, 1, 1), date(2024, 2, 29), date(2999, 12, 31)]),
    st.dates(date(1900, 1, 1), date(2999, 12, 31)),
)
"""As forms take them, however odd."""
real_days = st.one_of(plausible_days, st.sampled_from([date.min, date.max]), st.dates())
"""Whatever a program can put in a fact."""
numbers: st.SearchStrategy[int] = st.one_of(st.integers(-2, 20), st.sampled_from([-(2**63), 2**31, 2**63, 10**400]))
unknown_ids = st.one_of(st.sampled_from([UUID(int=0), UUID(int=2**128 - 1)]), st.uuids())


def days_around(today: date, days: int = 600, odd: st.SearchStrategy[date] = plausible_days) -> st.SearchStrategy[date]:
    """Mostly days that somebody could mean, now and then an odd one."""
    likely = st.integers(-days, days).map(lambda many: today + timedelta(days=many))
    return st.one_of(likely, likely, likely, odd)
