"""How many calls a run on Google Sheets makes, and how large they are, where very many things happen at once.

`python -m benchmarks.sheets [--people 2000]` plays four runs against the emulator of the tests: all register at once,
HR approves all, HR confirms all (each becomes a member and gets a letter), nothing happens. Calls and bytes are the
product's own, whatever machine they are counted on; only Google can say how long it takes. Writes its section of
RESULTS.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta

from benchmarks.results import conditions, write_section
from tests.factory_firm import Firm, opened
from tests.factory_registrations import AT, answer, roster_sheet
from workflows.columns import JUDGEMENT, PROCEDURE, Judgement, Procedure
from workflows.spreadsheets.sheet_parts import LARGEST_COMMIT


def choose(firm: Firm, title: str, word: str, rows: int) -> None:
    """HR writes a word into one of her columns, in the first rows of 審査."""
    column = firm.column(title)
    for row in range(1, rows + 1):
        firm.desk.cell(row, column).entered = {"stringValue": word}


def steps(firm: Firm, people: int) -> Iterator[str]:
    """What happens before each run, when it has happened."""
    firm.answers = [answer(number) for number in range(people)]
    firm.roster = roster_sheet(range(people))
    firm.init()
    yield f"{people:,} new responses"
    choose(firm, JUDGEMENT, Judgement.APPROVED, people)
    yield f"{people:,} approvals, held"
    choose(firm, PROCEDURE, Procedure.CONFIRM_ALL, 1)
    yield f"{people:,} confirmed"
    yield "nothing"


def main() -> None:
    """Play the runs and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=2000)
    people = parser.parse_args().people
    rows = []
    with opened() as firm:
        world = firm.world
        for hour, what in enumerate(steps(firm, people)):
            world.calls.clear()
            world.sent.clear()
            changes = firm.run(AT + timedelta(hours=hour)).changes
            calls, writes = len(world.calls), sum("batchUpdate" in call for call in world.calls)
            lines = sum(map(len, (changes.entries, changes.replies, changes.standings, changes.audit)))
            rows.append(
                f"| {what} | {len(changes.members):,} | {len(changes.replies):,} | {lines:,} | {calls} | {writes} "
                f"| {max(world.sent) / 1e6:.2f} | {sum(world.sent) / 1e6:.1f} |"
            )
            print(rows[-1], flush=True)
    table = "\n".join(rows)
    write_section(
        "sheets",
        f"""## Calls to Google Sheets

`python -m benchmarks.sheets --people {people}`, on the emulator: one run each, a batch holds at most
{LARGEST_COMMIT / 1e6:.2f} MB of rows. Google allows 60 reads and 60 writes a minute.

| what happened before the run | new members | letters | lines | calls | of them writes | largest, MB | all, MB |
|:--|--:|--:|--:|--:|--:|--:|--:|
{table}

{conditions()}""",
    )


if __name__ == "__main__":
    main()
