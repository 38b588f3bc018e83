"""Proving who somebody is: secrets, second factors and codes, with delays that grow on failure; and how
players come by themselves.
"""
