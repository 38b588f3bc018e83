"""The way in for Daraja's calls: tokens, refusals, and answers as Safaricom writes them."""
