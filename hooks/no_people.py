"""Refuses a commit that would carry people into the repository.

Knows what a spreadsheet looks like (by name and by first bytes) and what a list of people looks like (many lines with
an e-mail address, a phone number or a birth date). Must not know anyone's name; prints places and counts, never what
it found.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SPREADSHEETS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".csv", ".tsv", ".jsonl", ".parquet", ".eml"}
OURS = {
    "workflows/linkage/variants.csv",
    "workflows/population/given_names.csv",
    "workflows/population/name_parts.csv",
    "workflows/population/surnames.csv",
}
"""Tables about characters and words, not about people."""

SIGNATURES = {
    b"PK\x03\x04": "a zip (workbook or document)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"PAR1": "parquet",
}
ALLOWED_DOMAINS = re.compile(r"(?:\.example|example\.(?:com|org|net|co\.jp)|\.invalid|\.test)$")
E_MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
PERSONAL = re.compile(r"(?<!\d)0[5789]0-?\d{4}-?\d{4}(?!\d)|(?<!\d)(?:19|20)\d{2}[-/]\d{1,2}[-/]\d{1,2}(?!\d)")
MANY = 10
"""Lines with both an address or phone and a date, from which a file is taken for a list of people."""


def problem(path: Path, data: bytes) -> str | None:
    """Why `path` must not be committed, or None."""
    if path.as_posix() in OURS:
        return None
    if path.suffix.lower() in SPREADSHEETS:
        return f"`{path.suffix}` files hold people; keep them outside the repository"
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            return f"this is {what}; keep it outside the repository"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    suspicious = 0
    for line in text.splitlines():
        address = any(not ALLOWED_DOMAINS.search(domain) for domain in E_MAIL.findall(line))
        suspicious += address and bool(PERSONAL.search(line))
    if suspicious >= MANY:
        return f"{suspicious} lines look like a list of people (an address beside a phone number or a date)"
    return None


def main(names: list[str]) -> int:
    """Check the named files; 1 where one must not be committed."""
    refused = [
        (name, why) for name in names if (path := Path(name)).is_file() and (why := problem(path, path.read_bytes()))
    ]
    for name, why in refused:
        print(f"{name}: {why}")
    if refused:
        print("hint: nothing about registrations or the roster enters Git; see .github/SECURITY.md")
    return bool(refused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
