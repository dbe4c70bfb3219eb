"""Schema steps of the staff accounts."""
