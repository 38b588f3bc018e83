"""What concerns processes and their surroundings: wake-ups of the queue, alerts, encryption and its
rotation, logs without secrets, network addresses, commands, kill points.
"""
