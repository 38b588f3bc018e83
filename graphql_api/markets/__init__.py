"""Markets over GraphQL: what is staked on and how it stands, what players stake, what came true."""
