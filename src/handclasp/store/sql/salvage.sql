-- What receipts proved again of logs that ended. As the machine role.

-- name: ended (primary key)
select generation, origin, size, note, vkeys, lost_until from handclasp.predecessors where log_id = %(log)s order by generation

-- name: nodes (primary key)
select height, node, hash from handclasp.salvage_nodes where log_id = %(log)s and generation = %(generation)s

-- name: add_nodes (primary key)
insert into handclasp.salvage_nodes (log_id, generation, height, node, hash)
select %(log)s, %(generation)s, n.height, n.node, n.hash
from unnest(%(heights)s::smallint[], %(nodes)s::bigint[], %(hashes)b::bytea[]) as n (height, node, hash)
on conflict do nothing

-- name: heads (primary key)
select size, root from handclasp.salvage_heads where log_id = %(log)s and generation = %(generation)s

-- name: add_heads (primary key)
insert into handclasp.salvage_heads (log_id, generation, size, root, note)
select %(log)s, %(generation)s, n.size, n.root, n.note
from unnest(%(sizes)s::bigint[], %(roots)b::bytea[], %(notes)s::text[]) as n (size, root, note)
on conflict do nothing

-- name: salvaged (primary key)
select tenant_id, generation, old_idx, conversation, seq, opened, words, idx from handclasp.salvaged
where log_id = %(log)s and tenant_id = any (%(tenants)s::integer[]) order by generation, old_idx

-- name: add_salvaged (primary key)
insert into handclasp.salvaged (log_id, tenant_id, generation, old_idx, conversation, seq, record, opened, words, idx)
values (%(log)s, %(tenant)s, %(generation)s, %(old)s, %(conversation)s, %(seq)s, %(record)s, %(opened)s, %(words)s, %(idx)s)
on conflict (log_id, tenant_id, generation, old_idx) do update
set opened = excluded.opened, words = excluded.words

-- name: tails_before (index entries_chain, one probe each)
select e.tenant_id, e.conversation, e.seq
from unnest(%(conversations)b::bytea[]) as n (conversation)
cross join unnest(%(tenants)s::integer[]) as t (tenant_id)
cross join lateral (
  select e.tenant_id, e.conversation, e.seq from handclasp.entries e
  where e.log_id = %(log)s and e.tenant_id = t.tenant_id and e.conversation = n.conversation and e.idx < %(size)s
  order by e.seq desc limit 1
) e

-- name: binned_among (index bin_once, one probe each)
select n.conversation from unnest(%(conversations)b::bytea[]) as n (conversation)
where handclasp.in_bin(%(log)s, %(tenant)s, n.conversation)
