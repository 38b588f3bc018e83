"""What is watched by the clock: silence from Safaricom, shares that fail, and things that wait for too long.

Each function finds all that does not hold now; core/machine/watching.py opens and closes the alerts.
config/wiring/mpesa.py registers them. Thresholds stand at the top of each file.
"""
