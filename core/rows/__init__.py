"""What is true of rows whatever they mean: how they are locked, which steps a state may take, that a
request asked twice is done once, and the event log that is written with them.
"""
