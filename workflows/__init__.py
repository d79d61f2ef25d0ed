"""From form responses to HR's decisions: read this first.

The story of one registration run (`alumni registrations run`):

    responses ──┐ places      header      responses ──┐
    (form)      ├─────────▶  find the ─▶  roster      ├─▶ registration.run ─▶ Changes ─▶ the review book
    roster ─────┘ read rows  columns      parse       │        (pure)                    審査 まとめ _log _runs
    (HR)                                              │                                        │
    the review book ──────────────────────────────────┘◀───────── HR judges ◀──────────────────┘

1. `settings` settles what is where and on what terms; `spreadsheets.places` reads it into plain rows, and every text
   passes `spreadsheets.cells.tidy` once, at the door.
2. `header` finds the table among tabs and titles, or says all that is wrong with it. `responses` and `roster` read rows
   into values; a row that cannot be understood is a row with findings, never a crash.
3. `registration.run` stops at a source that has shrunk; knows each response again (`keys`); asks `linkage` who on the
   roster is meant; words the answer (`wording`); compares it with what the log last said (`news`).
4. What differs is appended to the log, and nothing else: HR's cells are carried, never computed. A judgement belongs to
   the revision of a response that HR saw (`revisions`). `members` says what becomes of a person, to her erasure.
5. `summary` counts; `spreadsheets.review_book` writes the book afresh, and `spreadsheets.safely` puts it in the old
   one's place, or `spreadsheets.review_sheet` commits it to Google in one batch.

`shell` is where clock and chance come in, `sources` where all is read, `cli` where an operator does. None of them
prints what a person wrote.
Nothing here knows the site (`site_builder`), and nothing from here ever enters it.
"""
