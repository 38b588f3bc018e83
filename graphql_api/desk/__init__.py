"""The front desk: what joins the domains for somebody with a customer before them."""
