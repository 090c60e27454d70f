"""Checks of an imaginary bank."""
