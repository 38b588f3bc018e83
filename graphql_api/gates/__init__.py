"""What is looked at before an operation is carried out: head, body, texts, and how much is asked for at
once.
"""
