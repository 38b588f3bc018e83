"""What Safaricom charges a business: bands by the kind of payment, in force from a day on. A business sets
what its contract says; where it has set nothing, what Safaricom publishes is taken for it."""
