"""The store: the log in PostgreSQL. It orders, commits and keeps sealed records; it never sees plaintext."""
