"""A fuzzer that knows the schema: operations of variables, literals, defaults, fragments and aliases, whose
values are mostly plausible and often not; and bodies that are no operation. Everything comes from one seed.

hypothesis-graphql was looked at: it writes literals of random text alone, so that its operations end at
NOT_FOUND before they reach a row, and it knows neither variables nor fragments.
"""
