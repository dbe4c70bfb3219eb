-- What people want to be told of, by which way, and what waits to be sent. No text of anybody's.

-- name: choices (primary key)
select wanted, quiet_from, quiet_until, zone from handclasp.notice_choices
where tenant_id = %(tenant)s and person = %(person)s

-- name: choose (primary key)
insert into handclasp.notice_choices (tenant_id, person, wanted, quiet_from, quiet_until, zone)
values (%(tenant)s, %(person)s, %(wanted)s, %(quiet_from)s, %(quiet_until)s, %(zone)s)
on conflict (tenant_id, person) do update
set wanted = excluded.wanted, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, zone = excluded.zone

-- name: everybody (primary key of notice_choices; those of a tenant are few)
select c.person, c.wanted, c.quiet_from, c.quiet_until, c.zone, coalesce(t.things, '{}')
from handclasp.notice_choices c
left join handclasp.notice_told t on t.tenant_id = c.tenant_id and t.person = c.person
where c.tenant_id = %(tenant)s and c.wanted <> '{}' order by c.person

-- name: tell (primary key)
insert into handclasp.notice_told (tenant_id, person, things) values (%(tenant)s, %(person)s, %(things)s)
on conflict (tenant_id, person) do update set things = excluded.things

-- name: ask (primary key)
insert into handclasp.notice_queue as q (tenant_id, person, way, device, due, asked)
values (%(tenant)s, %(person)s, %(way)s, %(device)s, %(due)s, %(now)s)
on conflict (tenant_id, person, way, device) do update
set asked = excluded.asked, due = coalesce(q.due, greatest(excluded.due, q.sent + %(apart)s))

-- name: claim (index notice_queue_due)
update handclasp.notice_queue q set due = %(now)s + %(lease)s, tries = q.tries + 1
where (q.tenant_id, q.person, q.way, q.device) in (
  select tenant_id, person, way, device from handclasp.notice_queue
  where tenant_id = %(tenant)s and due <= %(now)s order by due limit %(most)s for update)
returning q.person, q.way, q.device, q.tries

-- name: put_off (primary key)
update handclasp.notice_queue set due = %(due)s, tries = tries - %(uncounted)s
where tenant_id = %(tenant)s and person = %(person)s and way = %(way)s and device = %(device)s

-- name: over (primary key)
update handclasp.notice_queue
set tries = 0, sent = case when %(sent)s then %(now)s else sent end,
  due = case when asked > %(now)s then asked + %(apart)s end
where tenant_id = %(tenant)s and person = %(person)s and way = %(way)s and device = %(device)s

-- name: count_one (primary key)
insert into handclasp.notice_sendings as s (tenant_id, way, sent, failed, given_up, sent_at, failed_at, why)
values (%(tenant)s, %(way)s, %(sent)s, %(failed)s, %(given_up)s,
  case when %(sent)s > 0 then %(now)s::bigint end, case when %(failed)s > 0 then %(now)s::bigint end, %(why)s)
on conflict (tenant_id, way) do update
set sent = s.sent + excluded.sent, failed = s.failed + excluded.failed, given_up = s.given_up + excluded.given_up,
  sent_at = coalesce(excluded.sent_at, s.sent_at), failed_at = coalesce(excluded.failed_at, s.failed_at),
  why = excluded.why

-- name: sendings (primary key; index notice_queue_due)
select w.way, coalesce(s.sent, 0), coalesce(s.failed, 0), coalesce(s.given_up, 0), s.sent_at, s.failed_at,
  coalesce(s.why, ''), count(q.person), min(q.due)
from (select way from handclasp.notice_sendings where tenant_id = %(tenant)s
  union select way from handclasp.notice_queue where tenant_id = %(tenant)s) w
left join handclasp.notice_sendings s on s.tenant_id = %(tenant)s and s.way = w.way
left join handclasp.notice_queue q on q.tenant_id = %(tenant)s and q.way = w.way and q.due <= %(now)s
group by 1, 2, 3, 4, 5, 6, 7 order by 1

-- name: address (primary key)
select address, confirmed from handclasp.notice_addresses where tenant_id = %(tenant)s and person = %(person)s

-- name: set_address (primary key)
insert into handclasp.notice_addresses (tenant_id, person, address) values (%(tenant)s, %(person)s, %(address)s)
on conflict (tenant_id, person) do update
set address = excluded.address, confirmed = false, code = null, code_until = 0, code_tries = 0

-- name: set_code (primary key)
update handclasp.notice_addresses set code = %(code)s, code_until = %(until)s, code_tries = 0
where tenant_id = %(tenant)s and person = %(person)s and not confirmed

-- name: try_code (primary key)
update handclasp.notice_addresses set code_tries = code_tries + 1
where tenant_id = %(tenant)s and person = %(person)s and not confirmed and code is not null
  and code_until > %(now)s and code_tries < %(most)s
returning code, address

-- name: confirm (primary key)
update handclasp.notice_addresses set confirmed = true, code = null
where tenant_id = %(tenant)s and person = %(person)s and address = %(address)s and not confirmed

-- name: forget_address (primary key)
delete from handclasp.notice_addresses where tenant_id = %(tenant)s and person = %(person)s

-- name: kept (primary keys; those of a tenant are few)
select (select count(*) from handclasp.notice_addresses where tenant_id = %(tenant)s),
  (select count(*) from handclasp.notice_devices where tenant_id = %(tenant)s)

-- name: forget_told (primary key)
delete from handclasp.notice_told where tenant_id = %(tenant)s and person = %(person)s

-- name: forget_waiting (primary key)
delete from handclasp.notice_queue where tenant_id = %(tenant)s and person = %(person)s

-- name: clear (primary key)
delete from handclasp.notice_choices where tenant_id = %(tenant)s and person = %(person)s

-- name: devices (primary key)
select device, endpoint, key, auth, browser, added from handclasp.notice_devices
where tenant_id = %(tenant)s and person = %(person)s order by added desc, device

-- name: not_anothers (primary key; the browsers of a tenant are few)
delete from handclasp.notice_devices where tenant_id = %(tenant)s and device = %(device)s and person <> %(person)s

-- name: add_device (primary key)
insert into handclasp.notice_devices (tenant_id, person, device, endpoint, key, auth, browser, added)
values (%(tenant)s, %(person)s, %(device)s, %(endpoint)s, %(key)s, %(auth)s, %(browser)s, %(added)s)
on conflict (tenant_id, person, device) do update
set endpoint = excluded.endpoint, key = excluded.key, auth = excluded.auth, browser = excluded.browser, added = excluded.added

-- name: no_more_devices (primary key)
delete from handclasp.notice_devices where tenant_id = %(tenant)s and person = %(person)s and device not in (
  select device from handclasp.notice_devices
  where tenant_id = %(tenant)s and person = %(person)s order by added desc, device limit %(most)s)

-- name: forget_device (primary key)
delete from handclasp.notice_devices
where tenant_id = %(tenant)s and person = %(person)s and (device = %(device)s or %(device)s = '')
