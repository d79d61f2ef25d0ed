"""People's wishes by command, on a spreadsheet: under the lock of a run, in its few calls, HR's cells untouched."""

from __future__ import annotations

from datetime import timedelta

from tests import factory_firm
from tests.factory_registrations import AT, TODAY
from workflows import shell
from workflows.columns import JUDGEMENT, KEY, RESULT, Procedure
from workflows.ledger import State, standings
from workflows.procedures import Order

DAY = timedelta(days=1)


def test_orders_are_carried_out_on_a_spreadsheet_as_in_a_file() -> None:
    with factory_firm.opened() as firm:
        firm.init()
        firm.run()
        first, second, third = (str(row[KEY]) for row in firm.shown()[:3])
        for key in (first, second):
            firm.judge(key, "承認")
        firm.run(at=AT + DAY)

        def order(key: str, one: Order) -> None:
            shell.carry_out_orders(firm.plan, {key: one}, today=TODAY, at=AT + 2 * DAY)

        order(first, Order(Procedure.WITHDRAW, "山田"))
        row = next(row for row in firm.shown() if row[KEY] == first)
        assert str(row[RESULT]).startswith("登録の解除：")
        assert row[JUDGEMENT] == "承認"

        order(second, Order(Procedure.ERASE, "山田", "佐藤"))
        firm.run(at=AT + 3 * DAY)
        book = shell.read_review(firm.plan)
        held = {key: line.state for key, line in standings(book.ledger).items()}
        assert held == {first: State.WITHDRAWN, second: State.ERASED}
        assert not any(line.email for line in book.ledger if line.key == second)
        assert len({entry.key for entry in book.log}) == 4

        tab = firm.desk
        keys = [row[KEY] for row in firm.shown()]
        del tab.cells[1 + keys.index(third)]
        order(third, Order(Procedure.RESTORE, "山田"))
        back = [row for row in firm.shown() if row[KEY] == third]
        assert len(back) == 1
        assert str(back[0]["ご回答と名簿の比較"]).startswith("海野")
