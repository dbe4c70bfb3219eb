-- The search index: segments, their keys and blocks; which of the records found somebody may see.

-- name: segments (primary keys; a tenant has few segments)
select s.segment, s.place, s.docs, s.bits, s.first_idx, s.last_idx, s.first_received, s.last_received, s.replaces, k.epoch, k.wrapped
from handclasp.search_segments s
join handclasp.search_keys k on k.log_id = s.log_id and k.tenant_id = s.tenant_id and k.segment = s.segment
where s.log_id = %(log)s and s.tenant_id = %(tenant)s order by s.last_idx desc

-- name: blocks (primary key, one probe a block)
select n.segment, n.bucket, b.block
from unnest(%(segments)b::bigint[], %(buckets)b::integer[]) as n (segment, bucket)
cross join lateral (
  select block from handclasp.search_blocks b
  where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.segment = n.segment and b.bucket = n.bucket limit 1
) b

-- name: block_range (primary key)
select bucket, block from handclasp.search_blocks
where log_id = %(log)s and tenant_id = %(tenant)s and segment = %(segment)s and bucket >= %(first)s and bucket < %(end)s order by bucket

-- name: sizes (primary key)
select segment, sum(length(block))::bigint, count(*) from handclasp.search_blocks
where log_id = %(log)s and tenant_id = %(tenant)s and segment = any (%(segments)b::bigint[]) group by segment

-- name: token_key (primary key)
select epoch, wrapped from handclasp.search_keys where log_id = %(log)s and tenant_id = %(tenant)s and segment = 0

-- name: insert_key (primary key)
insert into handclasp.search_keys (log_id, tenant_id, segment, epoch, wrapped)
values (%(log)s, %(tenant)s, %(segment)s, %(epoch)s, %(wrapped)s) on conflict do nothing

-- name: begin_cursor (primary key)
insert into handclasp.cursors (log_id, tenant_id, consumer, position) values (%(log)s, %(tenant)s, 'search', -1) on conflict do nothing

-- name: lock_cursor (primary key)
select position from handclasp.cursors where log_id = %(log)s and tenant_id = %(tenant)s and consumer = 'search' for update

-- name: reset_cursor (primary key)
update handclasp.cursors set position = -1 where log_id = %(log)s and tenant_id = %(tenant)s and consumer = 'search'

-- name: insert_segment (primary key)
insert into handclasp.search_segments
  (log_id, tenant_id, segment, place, docs, bits, first_idx, last_idx, first_received, last_received, replaces)
values (%(log)s, %(tenant)s, %(segment)s, %(place)s, %(docs)s, %(bits)s, %(first_idx)s, %(last_idx)s, %(first_received)s, %(last_received)s, %(replaces)s)

-- name: insert_blocks (primary key)
insert into handclasp.search_blocks (log_id, tenant_id, segment, bucket, block)
select %(log)s, %(tenant)s, %(segment)s, * from unnest(%(buckets)b::integer[], %(blocks)b::bytea[])

-- name: share_segments (primary key; whoever merges the same ones meanwhile is found out)
select segment from handclasp.search_segments
where log_id = %(log)s and tenant_id = %(tenant)s and segment = any (%(segments)b::bigint[])

-- name: delete_segments (primary key)
delete from handclasp.search_segments where log_id = %(log)s and tenant_id = %(tenant)s and segment = any (%(segments)b::bigint[])

-- name: delete_keys (primary key)
delete from handclasp.search_keys where log_id = %(log)s and tenant_id = %(tenant)s and segment = any (%(segments)b::bigint[])

-- name: delete_blocks (primary key)
delete from handclasp.search_blocks where log_id = %(log)s and tenant_id = %(tenant)s and segment = any (%(segments)b::bigint[])

-- name: close (primary key)
insert into handclasp.search_closed (log_id, tenant_id, conversation)
select %(log)s, %(tenant)s, * from unnest(%(conversations)b::bytea[]) on conflict do nothing

-- name: reopen (primary key)
delete from handclasp.search_closed
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: reach (primary keys of people and roles)
select handclasp.my_reach()

-- name: late (primary keys, backwards; how far the index goes stands in every row, and alone where nothing is late)
select c.position, e.*
from (select coalesce((
  select position from handclasp.cursors where log_id = %(log)s and tenant_id = %(tenant)s and consumer = %(consumer)s
), -1) as position) c
left join lateral (
  select e.idx, e.conversation, e.seq, s.received,
    exists (select from handclasp.search_closed c
      where c.log_id = e.log_id and c.tenant_id = e.tenant_id and c.conversation = e.conversation) as closed
  from handclasp.entries e
  join handclasp.conversations o on o.log_id = e.log_id and o.tenant_id = e.tenant_id and o.conversation = e.conversation and not o.journal
  join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
  where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.idx > c.position
    and e.idx < (select coalesce(max(size), 0) from handclasp.checkpoints where log_id = %(log)s)
  order by e.idx desc limit %(limit)s
) e on true
order by e.idx desc

-- name: places (primary keys, one probe each)
select e.idx, e.conversation, e.seq, s.received,
  exists (select from handclasp.search_closed c
    where c.log_id = e.log_id and c.tenant_id = e.tenant_id and c.conversation = e.conversation)
from unnest(%(indexes)b::bigint[]) as n (idx)
cross join lateral (
  select * from handclasp.entries e where e.log_id = %(log)s and e.idx = n.idx and e.tenant_id = %(tenant)s limit 1
) e
cross join lateral (
  select received from handclasp.sealed s where s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx limit 1
) s

-- name: whose (primary keys, one probe each; under the reader's row-level security: what is not theirs is not there)
select c.conversation, coalesce(a.agent, ''), coalesce(a.team, ''), coalesce(a.merchants, '{}'),
  exists (select from handclasp.holds h
    where h.log_id = c.log_id and h.tenant_id = c.tenant_id and h.subject = c.conversation and h.released is null)
from unnest(%(conversations)b::bytea[]) as n (conversation)
cross join lateral (
  select log_id, tenant_id, conversation from handclasp.conversations c
  where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation = n.conversation and not c.journal
    and not exists (select from handclasp.bin b
      where b.log_id = c.log_id and b.tenant_id = c.tenant_id and b.conversation = c.conversation and b.back is null)
  limit 1
) c
left join handclasp.assignments a on a.log_id = c.log_id and a.tenant_id = c.tenant_id and a.conversation = c.conversation

-- name: assigned_to (index assignments_agent once an agent is one of many, then entries_chain)
select e.idx from handclasp.assignments a
join handclasp.entries e on e.log_id = a.log_id and e.tenant_id = a.tenant_id and e.conversation = a.conversation
where a.log_id = %(log)s and a.tenant_id = %(tenant)s and a.agent = %(agent)s

-- name: of_conversations (index entries_chain)
select idx from handclasp.entries
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: masked_whole (primary key of lookups; under the revealer's row-level security)
select idx from handclasp.lookups
where log_id = %(log)s and tenant_id = %(tenant)s and token = %(token)b::bytea order by idx desc limit %(limit)s
