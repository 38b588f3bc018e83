"""The Django-Q clusters: one process each, named here and nowhere else.

The first one is Django-Q's default cluster and serves the schedules.
"""

CLUSTERS = ("core", "payouts", "reconciliation", "reports")
