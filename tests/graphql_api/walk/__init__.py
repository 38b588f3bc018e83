"""What the schema walk knows of each domain: its root fields with the rights they need, its calls on another
business's things, and rows of every kind. A new field or node type is named in its domain's file, else
test_schema_walk.py fails; a new domain is added to `DOMAINS` in tables.py.
"""
