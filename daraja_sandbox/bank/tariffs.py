"""What a paybill payment costs, by amount (reference section 7, unconfirmed figures)."""

from daraja_sandbox.world.money import Cents

# (up to shillings, charge in shillings); the last band holds for everything above it.
BANDS: tuple[tuple[int, int], ...] = (
    (100, 0),
    (500, 5),
    (1_000, 10),
    (1_500, 15),
    (2_500, 20),
    (3_500, 25),
    (5_000, 34),
    (7_500, 45),
    (10_000, 55),
    (15_000, 70),
    (20_000, 90),
    (25_000, 100),
    (35_000, 120),
    (50_000, 150),
    (70_000, 180),
    (150_000, 250),
)


def charge_for(amount: Cents) -> Cents:
    for up_to, charge in BANDS:
        if amount <= up_to * 100:
            return charge * 100
    return BANDS[-1][1] * 100


# B2C to a registered recipient (Safaricom, August 2023).
B2C_BANDS: tuple[tuple[int, int], ...] = ((100, 0), (1_500, 5), (5_000, 9), (20_000, 11), (250_000, 13))


def b2c_charge_for(amount: Cents) -> Cents:
    return next(charge * 100 for up_to, charge in B2C_BANDS if amount <= up_to * 100)
