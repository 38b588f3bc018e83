"""What Safaricom does not have: the control API and the page that steer this sandbox."""
