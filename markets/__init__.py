"""Prediction markets; not built yet."""
