"""The books. journal/ posts and seals, chart/ knows the accounts, reads/ answers, vouchers/ is manual
work, closing/ ends periods and years, integrity/ proves that the books hold, files/ brings books in and
out.
"""
