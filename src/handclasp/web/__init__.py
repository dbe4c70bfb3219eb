"""The house's doors on the web: `api/` for machines, `widget/` for customers, `console/` for staff.

Thin: each turns HTTP into calls of other rooms and their answers into HTTP. No SQL, no keys, no rules of the business.
"""
