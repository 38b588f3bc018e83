"""What people post by hand: lines with their VAT, the approval of a second person, recurring vouchers,
templates and the attachments behind them.
"""
