"""Proofs that leave the house: written as lines of JSON, and checked without the database; and what a closing
period asks of them."""
