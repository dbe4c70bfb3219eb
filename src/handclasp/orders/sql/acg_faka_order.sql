-- One order of acg-faka by the number its customer knows, with its product and the way it was paid.
-- A card's purchase_time is a copy of the order's pay_time, so nothing here says when the card was delivered.
SELECT o.trade_no, o.amount, o.card_num, o.status, o.delivery_status, o.contact, o.create_ip, o.create_time, o.pay_time,
       o.user_id, CASE WHEN o.delivery_status = 1 THEN o.secret END AS cards,
       c.name AS product, p.name AS method
FROM `{prefix}order` AS o
LEFT JOIN {prefix}commodity AS c ON c.id = o.commodity_id
LEFT JOIN {prefix}pay AS p ON p.id = o.pay_id
WHERE o.trade_no = %(number)s
LIMIT 1
