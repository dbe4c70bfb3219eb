-- What the shipper reads of the log, and what it remembers. As the shipper, which reads all tenants' ciphertext.

-- name: newest (primary key, backwards)
select size, note from handclasp.checkpoints where log_id = %(log)s order by size desc limit 1

-- name: end_within (primary key, backwards)
select size, note from handclasp.checkpoints
where log_id = %(log)s and size > %(start)s and size <= %(most)s order by size desc limit 1

-- name: next_end (primary key)
select size, note from handclasp.checkpoints where log_id = %(log)s and size > %(start)s order by size limit 1

-- name: weight (primary keys; the lengths stand beside what is stored out of line)
select coalesce(sum(octet_length(s.body)), 0) + coalesce((
  select sum(octet_length(o.ciphertext)) from handclasp.originals o
  where o.log_id = %(log)s and o.tenant_id = any (%(tenants)s) and o.idx >= %(start)s and o.idx < %(end)s), 0)
from handclasp.sealed s
where s.log_id = %(log)s and s.tenant_id = any (%(tenants)s) and s.idx >= %(start)s and s.idx < %(end)s

-- name: tenants_between (primary key)
select distinct e.tenant_id, t.name from handclasp.entries e join handclasp.tenants t using (tenant_id)
where e.log_id = %(log)s and e.idx >= %(start)s and e.idx < %(end)s

-- name: records (primary keys, then index idempotency_idx)
select e.idx, e.tenant_id, e.conversation, e.seq, e.record, e.previous, s.received, s.nonce, s.commitments, s.body,
  i.key_hash, i.digest
from handclasp.entries e
left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
left join handclasp.idempotency i on i.idx = e.idx and i.log_id = e.log_id and i.tenant_id = e.tenant_id
where e.log_id = %(log)s and e.idx >= %(start)s and e.idx < %(end)s order by e.idx

-- name: originals (primary key)
select idx, field, ciphertext from handclasp.originals
where log_id = %(log)s and tenant_id = any (%(tenants)s) and idx >= %(start)s and idx < %(end)s order by idx, field

-- name: subjects (index subjects_idx)
select idx, subject from handclasp.subjects where log_id = %(log)s and idx >= %(start)s and idx < %(end)s order by idx, subject

-- name: lookups (index lookups_idx)
select idx, token from handclasp.lookups where log_id = %(log)s and idx >= %(start)s and idx < %(end)s order by idx, token

-- name: keys_first_used (primary keys)
select c.tenant_id, c.epoch, c.conversation, c.name_hash, c.journal,
  (extract(epoch from c.opened_at) * 1000)::bigint, c.body_key, c.originals_key
from handclasp.entries e
join handclasp.conversations c on c.log_id = e.log_id and c.tenant_id = e.tenant_id and c.conversation = e.conversation
where e.log_id = %(log)s and e.idx >= %(start)s and e.idx < %(end)s and e.seq = 1 order by 1, 2, 3

-- name: all_keys (primary key)
select c.tenant_id, c.epoch, c.conversation, c.name_hash, c.journal,
  (extract(epoch from c.opened_at) * 1000)::bigint, c.body_key, c.originals_key
from handclasp.conversations c
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation > %(after)s order by 3 limit %(limit)s

-- name: epochs (primary key)
select tenant_id, epoch from handclasp.epochs where log_id = %(log)s

-- name: predecessors (primary key)
select generation, origin, size, note, vkeys, lost_until from handclasp.predecessors where log_id = %(log)s order by generation

-- name: shipped (primary key)
insert into handclasp.copies (log_id, copy, position, shipped_at, tried_at)
values (%(log)s, %(copy)s, %(position)s, now(), now())
on conflict (log_id, copy) do update
set position = excluded.position, shipped_at = now(), tried_at = now(), error = ''

-- name: failed (primary key)
insert into handclasp.copies (log_id, copy, tried_at, error) values (%(log)s, %(copy)s, now(), %(error)s)
on conflict (log_id, copy) do update set tried_at = now(), error = excluded.error

-- name: standing (primary key)
select copy, position, (extract(epoch from shipped_at) * 1000)::bigint, (extract(epoch from tried_at) * 1000)::bigint, error
from handclasp.copies where log_id = %(log)s order by copy

-- name: waiting_since (primary key)
select (extract(epoch from published_at) * 1000)::bigint from handclasp.checkpoints
where log_id = %(log)s and size > %(position)s order by size limit 1

-- name: known_blobs (primary key)
select blob from handclasp.copied_blobs
where log_id = %(log)s and copy = %(copy)s and tenant_id = %(tenant)s and blob >= %(first)s and blob <= %(last)s

-- name: blob_shipped (primary key)
insert into handclasp.copied_blobs (log_id, copy, tenant_id, blob) values (%(log)s, %(copy)s, %(tenant)s, %(blob)s)
on conflict do nothing

-- name: blob_gone (primary key)
delete from handclasp.copied_blobs where log_id = %(log)s and copy = %(copy)s and tenant_id = %(tenant)s and blob = %(blob)s

-- name: drilled (primary key)
insert into handclasp.drills (log_id, copy, seconds, records, behind, complete, finding)
values (%(log)s, %(copy)s, %(seconds)s, %(records)s, %(behind)s, %(complete)s, %(finding)s)

-- name: last_drill (primary key, backwards)
select (extract(epoch from at) * 1000)::bigint, copy, seconds, records, behind, complete, finding
from handclasp.drills where log_id = %(log)s order by at desc limit 1
