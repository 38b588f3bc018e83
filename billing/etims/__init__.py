"""Bills on their way to the Kenya Revenue Authority (eTIMS): queueing.py writes down which, sending.py sends
them, bodies.py and unit.py know what a virtual sales control unit (VSCU) is told and what it answers.
"""
