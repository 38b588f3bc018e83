"""The point of sale: products and their stock, drawers and shifts, sales and what is given back of them."""
