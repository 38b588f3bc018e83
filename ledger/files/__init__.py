"""Books as files: a chart with opening balances in; CSV, beancount and hledger out; and the addresses for
both.
"""
