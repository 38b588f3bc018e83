"""The web process (`python -m config.web`): uvicorn, with an end to every wait, a place for every
connection, and what is settled before a body is read.
"""
