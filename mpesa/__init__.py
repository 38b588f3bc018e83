"""Money that comes by M-Pesa. daraja/ is the wire, tills/ the shortcodes, callbacks/ takes in what
Safaricom says, collections/ turns it into receipts and money with an owner.
"""
