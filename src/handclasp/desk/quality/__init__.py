"""Quality review: the work of the desk looked at by a tenant's own rubric, of conversations that nobody chose.

(What reviewers say of masks is another thing: `desk.review`.)
"""
