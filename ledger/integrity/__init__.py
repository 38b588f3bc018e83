"""Whether the books hold: verifying recomputes every invariant, heads are kept outside the database,
anybody can verify an exported journal; the answer for people; and soundness, which is the consequence of a
break.
"""
