"""What Safaricom tells us by itself: the raw body is committed before it hears 200, and worked through
afterwards.
"""
