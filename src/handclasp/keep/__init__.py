"""Keeping by rule: counting and closing conversations, turning key epochs. Nothing here shows or edits a word."""
