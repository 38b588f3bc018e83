"""What the database itself promises, and whether it still does: its catalogue as readable facts, the manifest
`guards.json` of what the migrations of this version make, and the differences between the two in words. The
witness ships with the code: whoever owns the database can change everything in it, and not this file.
"""
