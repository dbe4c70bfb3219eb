"""What a shop knows of an order, asked for read-only: over a signed HTTP interface, or in the card shop's own database.

Promises that nothing is written to a shop, that a card's secret leaves a connector only inside a `Secret`, and that
what a shop does not record stays unknown. It stores nothing and decides nothing; `disclose.orders` shows it to people.
"""
