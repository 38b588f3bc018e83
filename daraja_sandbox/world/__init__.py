"""What every part of the sandbox stands on: its one file, its clock, the messages it owes, faults and
codes.
"""
