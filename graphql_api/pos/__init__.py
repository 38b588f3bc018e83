"""The point of sale over GraphQL: products and stock, registers, shifts and sales."""
