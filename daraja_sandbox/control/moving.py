"""Control calls that move an organisation's money: sweeps, settlement, bank."""

from typing import Any

from daraja_sandbox.bank.organisations import COLLECTING, SETTLEMENT, WORKING, organisation_named
from daraja_sandbox.bank.transfers import move_bank, move_inside, settle
from daraja_sandbox.control.calls import Given, amount_given, only
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.money import plain
from daraja_sandbox.world.world import World


async def sweep_account(world: World, given: Given) -> dict[str, Any]:
    """The collecting account's balance (or part) to Organization Settlement."""
    only(given, "shortcode", "amount")
    amount = amount_given(given["amount"]) if given.get("amount") is not None else None
    with world.store.transaction() as tx:
        organisation = organisation_named(tx, given.get("shortcode"))
        source, at = COLLECTING[organisation["kind"]], world.clock.now()
        receipt, moved = move_inside(
            tx, organisation=organisation, source=source, target=SETTLEMENT, amount=amount, at=at
        )
    return {"receipt": receipt, "amount": plain(moved)}


async def settle_charges(world: World, given: Given) -> dict[str, Any]:
    """Organization Settlement pays Charges Paid and forwards the rest to Working."""
    only(given, "shortcode")
    with world.store.transaction() as tx:
        organisation = organisation_named(tx, given.get("shortcode"))
        moved = settle(tx, organisation=organisation, at=world.clock.now())
    return {name: plain(cents) for name, cents in moved.items()}


async def fund(world: World, given: Given) -> dict[str, Any]:
    """Money from the bank into an account (Working, if none is named)."""
    return _bank(world, given, sign=1)


async def withdraw(world: World, given: Given) -> dict[str, Any]:
    """Money out of an account (Working, if none is named) to the bank."""
    return _bank(world, given, sign=-1)


def _bank(world: World, given: Given, *, sign: int) -> dict[str, Any]:
    only(given, "shortcode", "account", "amount")
    amount, account = amount_given(given.get("amount")), given.get("account", WORKING)
    if amount <= 0:
        raise ControlError("INVALID", "amount", "more than zero")
    with world.store.transaction() as tx:
        organisation = organisation_named(tx, given.get("shortcode"))
        receipt, balance = move_bank(
            tx, organisation=organisation, account=str(account), amount=sign * amount, at=world.clock.now()
        )
    return {"receipt": receipt, "balance": plain(balance)}
