-- Anchors of a log's checkpoints. All ride on the primary key (log, kind, size); a log has some thousands a year.
-- After a restore there are those of the log that ended: proofs to be kept, for none of this log's checkpoints.

-- name: move_up (primary key; the newest that was not begun gives way to the newer checkpoint)
update handclasp.anchors set size = %(size)s, note = %(note)s, why = case when why = 'evidence' then why else %(why)s end, next_try = now()
where log_id = %(log)s and kind = %(kind)s and proof is null and state is null and size = (
  select max(a.size) from handclasp.anchors a
  where a.log_id = %(log)s and a.kind = %(kind)s and a.proof is null and a.state is null and a.size < %(size)s
) and not exists (select from handclasp.anchors b where b.log_id = %(log)s and b.kind = %(kind)s and b.size = %(size)s)

-- name: nudge (primary key; what failed need not wait any longer, what somebody works on is left to them)
update handclasp.anchors set next_try = now()
where log_id = %(log)s and kind = %(kind)s and proof is null and failed <> '' and next_try > now()

-- name: ask (primary key)
insert into handclasp.anchors (log_id, kind, size, note, why) values (%(log)s, %(kind)s, %(size)s, %(note)s, %(why)s)
on conflict do nothing

-- name: claim (primary key; while one is begun no other of its kind is, and `lease` seconds nobody else takes it)
update handclasp.anchors set next_try = now() + make_interval(secs => %(lease)s), failed = ''
where (log_id, kind, size) = (
  select a.log_id, a.kind, a.size from handclasp.anchors a
  where a.log_id = %(log)s and a.kind = %(kind)s and a.proof is null
    and starts_with(a.note, (select l.origin || chr(10) from handclasp.logs l where l.log_id = %(log)s))
  order by a.state is null, a.size limit 1 for update
) and next_try <= now()
returning size, note, state, cost, tries

-- name: keep (primary key; only while nobody else has kept something newer, so that nothing sent is ever forgotten)
update handclasp.anchors set state = %(state)s, cost = %(cost)s, begun_at = coalesce(begun_at, now()), tries = 0, failed = '',
  next_try = now() + make_interval(secs => %(wait)s)
where log_id = %(log)s and kind = %(kind)s and size = %(size)s and state is not distinct from %(was)b

-- name: done (primary key)
update handclasp.anchors set proof = %(proof)s, cost = %(cost)s, done_at = now(), failed = ''
where log_id = %(log)s and kind = %(kind)s and size = %(size)s

-- name: failed (primary key)
update handclasp.anchors set tries = tries + 1, failed = %(failed)s, next_try = now() + make_interval(secs => %(wait)s)
where log_id = %(log)s and kind = %(kind)s and size = %(size)s

-- name: spent (primary key; in the calendar month, UTC, without the anchor that asks)
select coalesce(sum(cost), 0) from handclasp.anchors
where log_id = %(log)s and kind = %(kind)s and size <> %(size)s
  and begun_at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'

-- name: listed (primary key)
select kind, size, note, why, extract(epoch from asked_at)::float8, state is not null, cost, tries, failed, proof,
  extract(epoch from done_at)::float8, extract(epoch from now())::float8
from handclasp.anchors where log_id = %(log)s and kind = any(%(kinds)s::text[]) order by size desc, kind limit %(limit)s

-- name: newest_done (primary key, backwards)
select kind, size, note, why, extract(epoch from asked_at)::float8, state is not null, cost, tries, failed, proof,
  extract(epoch from done_at)::float8, extract(epoch from now())::float8
from handclasp.anchors where log_id = %(log)s and kind = %(kind)s and proof is not null order by size desc limit 1

-- name: newest_asked (primary key, backwards)
select kind, size, note, why, extract(epoch from asked_at)::float8, state is not null, cost, tries, failed, proof,
  extract(epoch from done_at)::float8, extract(epoch from now())::float8
from handclasp.anchors where log_id = %(log)s and kind = %(kind)s order by size desc limit 1

-- name: covering (primary key: for each record the first anchor made over it)
select distinct on (a.size) a.kind, a.size, a.note, a.proof
from unnest(%(indexes)s::bigint[]) as i(idx)
cross join lateral (
  select kind, size, note, proof from handclasp.anchors
  where log_id = %(log)s and kind = %(kind)s and size > i.idx and proof is not null
    and starts_with(note, (select l.origin || chr(10) from handclasp.logs l where l.log_id = %(log)s))
  order by size limit 1
) a
order by a.size

-- name: cosigned (primary key)
select proof::jsonb ->> 'checkpoint' from handclasp.anchors
where log_id = %(log)s and kind = 'witness' and size = %(size)s and proof is not null
  and starts_with(note, (select l.origin || chr(10) from handclasp.logs l where l.log_id = %(log)s))
