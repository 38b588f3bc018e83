"""A local Safaricom: Daraja's paths, shapes and refusals over a real balance per account.

Its own process (`python -m daraja_sandbox`); imports nothing of the rest of the project.
"""
