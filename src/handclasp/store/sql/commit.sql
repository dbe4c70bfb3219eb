-- One batch of one log: context, lock, look, write. Statements are sent in this order (store/commit.py).

-- name: set_context
select set_config('handclasp.log', %(log)s::integer::text, true), set_config('handclasp.tenants', %(tenants)s::integer[]::text, true)

-- name: set_person
select set_config('handclasp.person', %(person)s, true), set_config('handclasp.conversation', %(conversation)s, true),
  set_config('handclasp.subject', %(subject)s, true)

-- name: share_turn (an erasure takes the same lock alone: no batch is between looking and writing while keys are dropped)
select pg_advisory_xact_lock_shared(7272, %(log)s)

-- name: lock_head (primary key)
select size, root from handclasp.log_heads where log_id = %(log)s for update

-- name: find_doubles (primary keys of idempotency and entries)
select n.n, i.digest, i.idx, e.conversation, e.seq, e.record, e.previous
from unnest(%(tenants)b::integer[], %(keys)b::bytea[]) with ordinality as n (tenant_id, key_hash, n)
cross join lateral (
  select * from handclasp.idempotency i
  where i.log_id = %(log)s and i.tenant_id = n.tenant_id and i.key_hash = n.key_hash limit 1
) i
cross join lateral (select * from handclasp.entries e where e.log_id = i.log_id and e.idx = i.idx limit 1) e

-- name: find_tails (index entries_chain, one probe a conversation)
select n.conversation, e.seq, e.record
from unnest(%(tenants)b::integer[], %(conversations)b::bytea[]) as n (tenant_id, conversation)
cross join lateral (
  select seq, record from handclasp.entries e
  where e.log_id = %(log)s and e.tenant_id = n.tenant_id and e.conversation = n.conversation
  order by seq desc limit 1
) e

-- name: find_erased (primary key, one probe a conversation)
select n.conversation from unnest(%(tenants)b::integer[], %(conversations)b::bytea[]) as n (tenant_id, conversation)
where not exists (
  select from handclasp.conversations c
  where c.log_id = %(log)s and c.tenant_id = n.tenant_id and c.conversation = n.conversation
)

-- name: find_edge (primary keys; the partial tiles at the locked head, none when nobody else wrote since size `known`)
select t.level, t.hashes
from handclasp.log_heads h
cross join generate_series(0, 6) as l (level)
cross join lateral (
  select * from handclasp.tiles t
  where t.log_id = h.log_id and t.level = l.level and t.tile = h.size >> (8 * (l.level + 1)) limit 1
) t
where h.log_id = %(log)s and h.size <> %(known)s::bigint
order by t.level

-- name: insert_entries
insert into handclasp.entries (log_id, tenant_id, idx, conversation, seq, record, previous)
select %(log)s, * from unnest(
  %(tenants)b::integer[], %(indexes)b::bigint[], %(conversations)b::bytea[], %(seqs)b::bigint[], %(records)b::bytea[], %(previous)b::bytea[])

-- name: insert_sealed
insert into handclasp.sealed (log_id, tenant_id, idx, conversation, received, nonce, commitments, body)
select %(log)s, * from unnest(
  %(tenants)b::integer[], %(indexes)b::bigint[], %(conversations)b::bytea[], %(received)b::bigint[], %(nonces)b::bytea[],
  %(commitments)b::bytea[], %(bodies)b::bytea[])

-- name: insert_idempotency
insert into handclasp.idempotency (log_id, tenant_id, key_hash, digest, idx, conversation)
select %(log)s, * from unnest(
  %(tenants)b::integer[], %(keys)b::bytea[], %(digests)b::bytea[], %(indexes)b::bigint[], %(conversations)b::bytea[])

-- name: insert_originals
insert into handclasp.originals (log_id, tenant_id, idx, field, ciphertext)
select %(log)s, * from unnest(%(tenants)b::integer[], %(indexes)b::bigint[], %(fields)b::text[], %(ciphertexts)b::bytea[])

-- name: insert_subjects
insert into handclasp.subjects (log_id, tenant_id, subject, idx)
select distinct %(log)s::integer, * from unnest(%(tenants)b::integer[], %(subjects)b::bytea[], %(indexes)b::bigint[])

-- name: insert_lookups
insert into handclasp.lookups (log_id, tenant_id, token, idx)
select distinct %(log)s::integer, * from unnest(%(tenants)b::integer[], %(tokens)b::bytea[], %(indexes)b::bigint[])

-- name: write_tiles (primary key)
insert into handclasp.tiles (log_id, level, tile, width, hashes)
select %(log)s, * from unnest(%(levels)b::smallint[], %(tiles)b::bigint[], %(widths)b::smallint[], %(hashes)b::bytea[])
on conflict (log_id, level, tile) do update set width = excluded.width, hashes = excluded.hashes

-- name: move_head (primary key)
update handclasp.log_heads set size = %(size)s, root = %(root)s where log_id = %(log)s

-- name: publish (primary key)
insert into handclasp.checkpoints (log_id, size, note) values (%(log)s, %(size)s, %(note)s) on conflict do nothing

-- name: announce
select pg_notify('handclasp_log', %(log)s::integer::text || ' ' || %(size)s::bigint::text)

-- name: durability
select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')

-- name: quorum
select current_setting('synchronous_commit') in ('on', 'remote_apply') and current_setting('synchronous_standby_names') <> ''
