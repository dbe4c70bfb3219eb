"""Puts the rooms together: a house, its processes, what it does by the clock, its ways back. No room knows of it."""
