"""Bills on their way to the Kenya Revenue Authority."""
