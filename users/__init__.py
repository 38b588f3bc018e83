"""People, businesses, who may do what, and the log of who did it. signing_in/ proves who somebody is,
approvals/ asks a second person, kyc/ learns who a player is.
"""
