"""Acts that need a second person: the kinds there are, asking and answering, and the rules of a business
for them.
"""
