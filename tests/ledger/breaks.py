"""What the owner of the tables may do to the books with the triggers off, and the codes by which verify_ledger finds it."""

# ruff: noqa: E501  (a statement reads best on one line)

from __future__ import annotations

ENTRY = "(SELECT id FROM ledger_entry WHERE reference = '{}')"
R1, TOPUP, UNSEALED, THEIRS = (ENTRY.format(name) for name in ("r1", "topup", "unsealed", "theirs"))
PERIOD = f"INSERT INTO ledger_period (business_id, first_day, last_day, state, seal, comment, closed_at, closed_by_id) SELECT business_id, '2026-10-01', '2026-11-30', 'CLOSED', {{}}, '', now(), (SELECT min(id) FROM users_user) FROM ledger_entry WHERE id = {R1}"
ONE_SIDE = "ALTER TABLE ledger_line DROP CONSTRAINT line_has_one_side"

BREAKS = {
    "an unsealed entry loses its lines": ([f"DELETE FROM ledger_line WHERE entry_id = {UNSEALED}"], {"ENTRY_UNBALANCED"}),
    "a line goes to another business": (
        [f"UPDATE ledger_line SET account_id = (SELECT id FROM ledger_account WHERE code = '1020' AND business_id ="
         f" (SELECT business_id FROM ledger_entry WHERE id = {THEIRS})) WHERE entry_id = {UNSEALED} AND debit > 0"],
        {"LINE_OF_ANOTHER_BUSINESS"},
    ),
    "a line goes to no account": ([f"UPDATE ledger_line SET account_id = 777 WHERE entry_id = {UNSEALED} AND debit > 0"],
                                  {"LINE_OF_ANOTHER_BUSINESS"}),
    "lines lose their entry": (
        ["DELETE FROM ledger_unsealed", f"DELETE FROM ledger_entry WHERE id = {UNSEALED}"], {"LINE_WITHOUT_ENTRY"},
    ),
    "both sides are negative": (
        [ONE_SIDE, f"UPDATE ledger_line SET debit = -debit, credit = -credit WHERE entry_id = {UNSEALED}"],
        {"LINE_WITHOUT_ONE_SIDE", "GUARD_MISSING"},
    ),
    "a day is edited": ([f"UPDATE ledger_entry SET effective_on = '2026-10-01' WHERE id = {R1}"], {"ENTRY_EDITED"}),
    "a time is edited": ([f"UPDATE ledger_entry SET posted_at = posted_at + '1us' WHERE id = {R1}"], {"ENTRY_EDITED"}),
    "an account changes its kind": (["UPDATE ledger_account SET kind = 'EXPENSE' WHERE code = '1020'"], {"ENTRY_EDITED"}),
    "a floor is raised": (["UPDATE ledger_floor SET balance = 501"], {"FLOOR_DIFFERS"}),
    "a floor is gone": (["DELETE FROM ledger_floor"], {"FLOOR_DIFFERS"}),
    "a floor is lifted": (["UPDATE ledger_account SET has_floor = false"], {"FLOOR_DIFFERS", "ENTRY_EDITED"}),
    "a floor is lifted together with its row": (
        ["UPDATE ledger_account SET has_floor = false", "DELETE FROM ledger_floor"], {"ENTRY_EDITED"},
    ),
    "an account hangs under another": (
        ["UPDATE ledger_account SET parent_id = (SELECT min(id) FROM ledger_account) WHERE code = '1020'"], {"ENTRY_EDITED"},
    ),
    "times of seals run backwards": (["UPDATE ledger_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 3"], {"SEAL_BROKEN"}),
    "an entry stands on a day that was closed before": ([PERIOD.format(2)], {"ENTRY_ON_CLOSED_DAY"}),
    "an unsealed entry goes to a closed day": (
        [PERIOD.format(4).replace("2026-11-30", "2026-11-19"), f"UPDATE ledger_entry SET effective_on = '2026-11-18' WHERE id = {UNSEALED}"],
        {"ENTRY_ON_CLOSED_DAY"},
    ),
    "a closing is of a seal that was not given": ([PERIOD.format(99), f"DELETE FROM ledger_line WHERE entry_id = {UNSEALED}",
                                                   "DELETE FROM ledger_unsealed", f"DELETE FROM ledger_entry WHERE id = {UNSEALED}"], {"PERIOD_DIFFERS"}),
    "a closing is of an older seal than the one before": (
        [PERIOD.format(4).replace("2026-11-30", "2026-10-31"), PERIOD.format(3).replace("2026-11-30", "2026-11-10")],
        {"PERIOD_DIFFERS"},
    ),
    "a note stays after sealing": (
        [f"INSERT INTO ledger_unsealed SELECT id, business_id FROM ledger_entry WHERE id = {R1}"],
        {"ENTRY_LOST_BY_SEALER"},
    ),
    "a note names another business": (
        [f"UPDATE ledger_unsealed SET business_id = (SELECT business_id FROM ledger_entry WHERE id = {THEIRS})"],
        {"ENTRY_LOST_BY_SEALER"},
    ),
    "an entry is taken out and the numbers closed up": (
        ["DELETE FROM ledger_floor", f"DELETE FROM ledger_line WHERE entry_id = {TOPUP}",
         f"DELETE FROM ledger_seal WHERE entry_id = {TOPUP}", f"DELETE FROM ledger_entry WHERE id = {TOPUP}",
         "INSERT INTO ledger_floor SELECT id, 0 FROM ledger_account WHERE has_floor",
         "UPDATE ledger_seal SET number = 2 WHERE number = 3", "UPDATE ledger_seal SET number = 3 WHERE number = 4"],
        {"SEAL_BROKEN"},
    ),
    "a seal loses its entry": (
        [f"UPDATE ledger_seal SET entry_id = 777 WHERE entry_id = {R1}"], {"SEAL_WITHOUT_ENTRY", "ENTRY_LOST_BY_SEALER"},
    ),
    "a chain is edited": (["UPDATE ledger_seal SET chain = sha256(chain) WHERE number = 2"], {"SEAL_BROKEN"}),
    "a reversal is less than its original": (
        ["UPDATE ledger_line SET debit = sign(debit) * 299, credit = sign(credit) * 299 WHERE entry_id ="
         " (SELECT id FROM ledger_entry WHERE reverses_id IS NOT NULL)"],
        {"REVERSAL_DIFFERS", "ENTRY_EDITED"},
    ),
    "a reversed entry grows": (
        [f"INSERT INTO ledger_line (entry_id, account_id, debit, credit) SELECT entry_id, account_id, debit, credit"
         f" FROM ledger_line WHERE entry_id = {ENTRY.format('undone')}"],
        {"REVERSAL_DIFFERS", "ENTRY_EDITED"},
    ),
    "an unsealed entry becomes a reversal": (
        [f"UPDATE ledger_entry SET kind = 'REVERSAL', reverses_id = {R1} WHERE id = {UNSEALED}"], {"REVERSAL_DIFFERS"},
    ),
}  # fmt: skip
