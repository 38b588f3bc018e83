"""What customers pay by other ways than M-Pesa, what they get back, and what they never pay."""
