"""Notices outside the page: that something waits for a person, never what, whose or who said it.

A notice is a kind and a count, and where to look after signing in. Nobody is told anything until they switch it on, and
nobody of what their role and policies would not list at that moment.
"""
