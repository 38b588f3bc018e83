"""What every app stands on: values (money, phone, email, text, days, errors) on this level; rows/ about
rows of any app, machine/ about processes, keys and the outside, files/ about files that people bring.
"""
