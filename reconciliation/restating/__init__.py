"""Changing what is verified: a restated file is accepted, an admitted one withdrawn, by two people."""
