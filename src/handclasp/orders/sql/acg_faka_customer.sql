-- A customer's orders of acg-faka by the contact given at the till, the newest first.
SELECT o.trade_no, o.amount, o.status, o.delivery_status, o.create_time, c.name AS product
FROM `{prefix}order` AS o
LEFT JOIN {prefix}commodity AS c ON c.id = o.commodity_id
WHERE o.contact = %(contact)s AND o.trade_no <> %(but)s
ORDER BY o.id DESC
LIMIT %(most)s
