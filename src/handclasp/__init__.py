"""Handclasp: customer-service conversations, useful to the desk, private to the customer, provable to a stranger."""

__version__ = "0.1.0"
