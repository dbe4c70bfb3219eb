"""The desk: which conversations there are and who waits, kept by reading the log; it never holds a customer's words."""
