"""Schema steps of the conversation list."""
