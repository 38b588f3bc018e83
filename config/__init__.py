"""The project as Django sees it: settings, addresses, schedules, health; and wiring/, the only place that
joins apps.
"""
