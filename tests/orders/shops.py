"""Specimen shops: the tables of dujiaoka and acg-faka as far as they matter here, with invented orders and cards."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import pymysql

READER: Final = "desk_reader"
PASSWORD: Final = "specimen-reader-4711"
CARD_ONE: Final = "SPEC-7QX2-91LM-KD04"
CARD_TWO: Final = "SPEC-0000-TEST-9Z8Y"
MAIL: Final = "li.specimen@example.com"
IP: Final = "203.0.113.77"

DUJIAOKA: Final = f"""
CREATE TABLE orders (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, order_sn varchar(150) NOT NULL UNIQUE, goods_id int NOT NULL,
  coupon_id int DEFAULT 0, title varchar(200) NOT NULL, type tinyint NOT NULL DEFAULT 1,
  goods_price decimal(10,2) NOT NULL DEFAULT 0, buy_amount int NOT NULL DEFAULT 1,
  total_price decimal(10,2) NOT NULL DEFAULT 0, actual_price decimal(10,2) NOT NULL DEFAULT 0,
  search_pwd varchar(200) DEFAULT '', email varchar(200) NOT NULL, info text, pay_id int,
  buy_ip varchar(50) NOT NULL, trade_no varchar(200) DEFAULT '', status tinyint NOT NULL DEFAULT 1,
  created_at timestamp NULL, updated_at timestamp NULL, deleted_at timestamp NULL, KEY (email));
CREATE TABLE pays (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, pay_name varchar(200) NOT NULL, pay_check varchar(50) NOT NULL,
  pay_method tinyint NOT NULL, merchant_key text, merchant_pem text NOT NULL);
INSERT INTO pays VALUES (1, '支付宝 当面付', 'zfbf2f', 2, 'specimen', 'specimen');
INSERT INTO orders (order_sn, goods_id, title, type, buy_amount, actual_price, email, info, pay_id, buy_ip, status,
  created_at, updated_at) VALUES
 ('DJK2026A', 7, '样品点卡 100元 x 2', 1, 2, 199.00, '{MAIL}', '{CARD_ONE}\n{CARD_TWO}', 1, '{IP}', 4,
  '2026-03-01 12:00:00', '2026-03-02 09:00:00'),
 ('DJK2026B', 7, '样品点卡 100元 x 1', 1, 1, 99.50, '{MAIL}', '', 1, '{IP}', 1,
  '2026-02-01 12:00:00', '2026-02-01 12:00:00'),
 ('DJK2026C', 8, '人工代充', 2, 1, 30.00, 'other.specimen@example.com', '充值账号: 样品密码 hunter2x', 1, '{IP}', 4,
  '2026-03-03 12:00:00', NULL),
 ('DJK2026X', 8, '删除的订单', 2, 1, 30.00, '{MAIL}', '', 1, '{IP}', 4, '2026-03-03 12:00:00', NULL);
UPDATE orders SET deleted_at = '2026-03-04 00:00:00' WHERE order_sn = 'DJK2026X'
"""  # noqa: S608 - specimens

ACG_FAKA: Final = f"""
CREATE TABLE `acg_order` (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, owner int unsigned NOT NULL DEFAULT 0,
  user_id int unsigned NOT NULL DEFAULT 0, trade_no char(19) NOT NULL UNIQUE, amount decimal(10,2) unsigned NOT NULL,
  commodity_id int unsigned NOT NULL, card_num int unsigned NOT NULL DEFAULT 0, pay_id int unsigned NOT NULL,
  create_time datetime NOT NULL, create_ip varchar(64) NOT NULL, create_device tinyint NOT NULL DEFAULT 0,
  pay_time datetime, status tinyint unsigned NOT NULL DEFAULT 0, secret longtext, password varchar(32),
  contact varchar(32), delivery_status tinyint unsigned NOT NULL DEFAULT 0, KEY (contact));
CREATE TABLE acg_commodity (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(255) NOT NULL);
CREATE TABLE acg_pay (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(16) NOT NULL);
CREATE TABLE acg_card (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, commodity_id int unsigned NOT NULL, secret varchar(760) NOT NULL,
  purchase_time datetime, order_id int unsigned, status tinyint NOT NULL DEFAULT 0);
INSERT INTO acg_commodity VALUES (1, '样品会员 30 天');
INSERT INTO acg_pay VALUES (2, '支付宝');
INSERT INTO `acg_order` (user_id, trade_no, amount, commodity_id, card_num, pay_id, create_time, create_ip, pay_time,
  status, secret, contact, delivery_status) VALUES
 (42, '1126052812000000001', 25.50, 1, 1, 2, '2026-03-01 12:00:00', '{IP}', '2026-03-01 12:01:05', 1,
  '{CARD_ONE}', '{MAIL}', 1),
 (0, '1126052812000000002', 25.50, 1, 1, 2, '2026-02-01 12:00:00', '{IP}', NULL, 0, NULL, '{MAIL}', 0);
INSERT INTO acg_card (commodity_id, secret, purchase_time, order_id, status) VALUES
 (1, '{CARD_ONE}', '2026-03-01 12:01:06', 1, 1)
"""  # noqa: S608 - specimens


class Server(NamedTuple):
    """A MariaDB that runs: its socket and its port on loopback."""

    socket: Path
    port: int

    def run(self, script: str, database: str = "") -> None:
        """Run statements as root."""
        root: Any = pymysql.connect(
            unix_socket=str(self.socket), user="root", database=database or None, autocommit=True
        )
        with root, root.cursor() as cursor:
            for one in script.split(";"):
                if one.strip():
                    cursor.execute(one)

    def user(self, name: str, *grants: str) -> None:
        """Make a user, unless it is there, with grants such as `GRANT SELECT ON shop.* TO`."""
        for host in ("localhost", "127.0.0.1"):
            self.run(f"CREATE USER IF NOT EXISTS '{name}'@'{host}' IDENTIFIED BY '{PASSWORD}'")
            for grant in grants:
                self.run(grant.replace(" TO", f" TO '{name}'@'{host}'"))
