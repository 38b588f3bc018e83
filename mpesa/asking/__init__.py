"""Asking Safaricom: Transaction Status of receipts that are missing or doubtful, Account Balance on schedule.

A question is a row (enquiries.py); it is claimed, committed, asked over HTTP and recorded (sending.py), and
asked again at growing intervals, since asking moves nothing. Its result comes as a callback, is booked in
mpesa/collections/answers.py, and settles the question here. Only a till with an initiator can ask
(initiators.py); without one a question waits, and Pull or the statement decides.
"""
