-- A customer's orders of dujiaoka by the mail address given at the till, the newest first.
SELECT o.order_sn, o.title, o.actual_price, o.status, o.created_at
FROM {prefix}orders AS o
WHERE o.email = %(contact)s AND o.order_sn <> %(but)s AND o.deleted_at IS NULL
ORDER BY o.id DESC
LIMIT %(most)s
