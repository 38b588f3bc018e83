"""What one bare machine needs to run all of Hesabu: PostgreSQL and Valkey out of the virtual environment,
a supervisor that keeps the processes, and the environment read once. Knows no app, and does without
Django.
"""
