"""Money into wallets: by PayBill under the wallet's own number, or asked for on a phone, with a stake after
it."""
