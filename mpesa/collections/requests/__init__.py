"""Payment requests: money asked for on a customer's phone (STK push), from asking to the last word.

A push is sent at most once. The steps are claim, commit, call, record: a request that was claimed and not
recorded (a crash, a lost answer) becomes UNKNOWN and is never sent again; the callback, a query, a C2B
confirmation or the statement says what became of it.
"""
