"""The API that front ends speak. On this level what all of it shares; a folder for each domain, whose
types, queries and mutations are thin callers of the apps.
"""
