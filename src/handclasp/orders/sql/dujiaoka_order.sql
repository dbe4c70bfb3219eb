-- One order of dujiaoka by the number its customer knows, with its product and the way it was paid.
-- `info` holds the cards of an order that was delivered by itself, and what the customer filled in of any other.
SELECT o.order_sn, o.title, o.buy_amount, o.actual_price, o.status, o.type, o.email, o.buy_ip, o.created_at,
       CASE WHEN o.type = 1 AND o.status = 4 THEN o.info END AS cards,
       p.pay_name
FROM {prefix}orders AS o
LEFT JOIN {prefix}pays AS p ON p.id = o.pay_id
WHERE o.order_sn = %(number)s AND o.deleted_at IS NULL
LIMIT 1
