"""The work-list: what a proof left open, carried by name from run to run until it clears, and what people do
about it. The books' past is never edited: every correction is a posting.
"""
