-- Reading the log and what is sealed beside it.

-- name: head (primary key)
select size, root from handclasp.log_heads where log_id = %(log)s

-- name: newest_checkpoint (primary key, backwards)
select size, note from handclasp.checkpoints where log_id = %(log)s order by size desc limit 1

-- name: tile (primary key)
select hashes from handclasp.tiles where log_id = %(log)s and level = %(level)s and tile = %(tile)s

-- name: entries_between (primary key)
select idx, tenant_id, conversation, seq, record, previous from handclasp.entries
where log_id = %(log)s and idx >= %(start)s and idx < %(end)s order by idx

-- name: conversation_after (index entries_chain, then primary key of sealed)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.entries e left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = %(conversation)s and e.seq > %(after)s and e.idx < %(size)s
order by e.seq limit %(limit)s

-- name: named_in (index entries_chain over one conversation, then primary key of sealed)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.entries e left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = %(conversation)s and e.record = any(%(records)b::bytea[]) and e.idx < %(size)s
order by e.seq

-- name: tenant_after (primary keys)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.entries e
join handclasp.conversations c on c.log_id = e.log_id and c.tenant_id = e.tenant_id and c.conversation = e.conversation and not c.journal
left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.idx > %(after)s and e.idx < %(size)s
order by e.idx limit %(limit)s

-- name: from_each (index entries_chain, then primary key of sealed; only what was found, and what may speak of it later, comes with its body)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments,
  case when (%(open_first)s and e.seq = n.seq) or position(%(target)b in s.commitments) > 0 then s.body end, n.seq
from unnest(%(conversations)b::bytea[], %(seqs)b::bigint[]) as n (conversation, seq)
join handclasp.entries e on e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = n.conversation and e.seq >= n.seq and e.idx < %(size)s
left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
order by n.conversation, n.seq, e.seq

-- name: held_after (primary key; names of fields stand open in the commitments, so nothing is opened)
select count(*), min(received) from (
  select s.received from handclasp.sealed s
  where s.log_id = %(log)s and s.tenant_id = %(tenant)s and s.idx > %(after)s
    and position(%(media_type)b in s.commitments) > 0 and position(%(body)b in s.commitments) > 0
  order by s.idx limit 1000
) waiting

-- name: about_subject (primary key of subjects)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.subjects b
join handclasp.entries e on e.log_id = b.log_id and e.idx = b.idx
join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.subject = %(subject)s and b.idx < %(size)s
order by b.idx desc limit %(limit)s

-- name: tail_of (index entries_chain, then primary key of sealed)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.entries e left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = %(conversation)s and e.idx < %(size)s
order by e.seq desc limit 1

-- name: original_of (primary key)
select field, ciphertext from handclasp.originals
where log_id = %(log)s and tenant_id = %(tenant)s and idx = %(idx)s and field = %(field)s

-- name: journal_before (index entries_chain, one range a journal, then primary keys; a tenant has twelve journals a year)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.conversations c
cross join lateral (
  select * from handclasp.entries e
  where e.log_id = c.log_id and e.tenant_id = c.tenant_id and e.conversation = c.conversation and e.idx < %(size)s and e.idx > %(after)s
  order by e.seq desc limit %(limit)s
) e
join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.journal
order by e.idx desc limit %(limit)s

-- name: journal_with (index entries_chain, one range a journal, then primary keys; names of fields stand open in the commitments, so nothing is opened)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.conversations c
join handclasp.entries e on e.log_id = c.log_id and e.tenant_id = c.tenant_id and e.conversation = c.conversation
join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.journal and e.idx < %(size)s and position(%(field)b in s.commitments) > 0
order by e.idx desc limit %(limit)s

-- name: journal_after (index conversations_journal, then entries_chain, one range a journal)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.conversations c
join handclasp.entries e on e.log_id = c.log_id and e.tenant_id = c.tenant_id and e.conversation = c.conversation
join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.journal and e.idx > %(after)s and e.idx < %(size)s
order by e.idx limit %(limit)s

-- name: one (primary key of entries, then of sealed)
select e.idx, e.conversation, e.seq, e.record, e.previous, s.nonce, s.commitments, s.body
from handclasp.entries e left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.idx = %(idx)s and e.idx < %(size)s

-- name: assigned (primary keys, one probe a conversation)
select n.conversation, coalesce(a.agent, ''), coalesce(a.team, ''), coalesce(a.merchants, '{}'),
  exists (select from handclasp.holds h
    where h.log_id = %(log)s and h.tenant_id = %(tenant)s and h.subject = n.conversation and h.released is null),
  exists (select from handclasp.conversations c
    where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation = n.conversation and c.journal),
  exists (select from handclasp.restrictions r where r.log_id = %(log)s and r.tenant_id = %(tenant)s
    and r.subject = n.conversation and r.kind = 'restriction' and not r.lifted),
  exists (select from handclasp.restrictions r where r.log_id = %(log)s and r.tenant_id = %(tenant)s
    and r.subject = n.conversation and r.kind = 'objection' and not r.lifted),
  exists (select from handclasp.bin b
    where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.conversation = n.conversation and b.back is null)
from unnest(%(conversations)b::bytea[]) as n (conversation) left join handclasp.assignments a
  on a.log_id = %(log)s and a.tenant_id = %(tenant)s and a.conversation = n.conversation

-- name: commitments_between (primary key of entries, then of sealed)
select e.idx, s.commitments from handclasp.entries e
left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where e.log_id = %(log)s and e.idx >= %(start)s and e.idx < %(end)s order by e.idx

-- name: conversation_by_names (index conversations_name)
select c.name_hash, c.conversation, c.epoch, c.body_key, c.originals_key
from unnest(%(names)b::bytea[]) as n (name_hash)
cross join lateral (
  select * from handclasp.conversations c
  where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.name_hash = n.name_hash limit 1
) c

-- name: conversation_by_pseudonyms (primary key, one probe each)
select c.name_hash, c.conversation, c.epoch, c.body_key, c.originals_key
from unnest(%(conversations)b::bytea[]) as n (conversation)
cross join lateral (
  select * from handclasp.conversations c
  where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation = n.conversation limit 1
) c

-- name: epoch (primary key)
select epoch from handclasp.epochs where log_id = %(log)s and tenant_id = %(tenant)s

-- name: share_epoch (primary key)
select epoch from handclasp.epochs where log_id = %(log)s and tenant_id = %(tenant)s for share

-- name: create_conversations (index conversations_name; in one order everywhere, or two batches wait for each other)
insert into handclasp.conversations (log_id, tenant_id, journal, epoch, name_hash, conversation, body_key, originals_key)
select %(log)s, %(tenant)s, %(journal)s, %(epoch)s, n.*
from unnest(%(names)b::bytea[], %(conversations)b::bytea[], %(bodies)b::bytea[], %(originals)b::bytea[]) n (name_hash, conversation, body_key, originals_key)
order by n.name_hash
on conflict (log_id, tenant_id, name_hash) do nothing

-- name: cursor (primary key)
select position from handclasp.cursors where log_id = %(log)s and tenant_id = %(tenant)s and consumer = %(consumer)s

-- name: move_cursor (primary key)
insert into handclasp.cursors (log_id, tenant_id, consumer, position) values (%(log)s, %(tenant)s, %(consumer)s, %(position)s)
on conflict (log_id, tenant_id, consumer) do update set position = greatest(handclasp.cursors.position, excluded.position)

-- name: floors (primary key)
select detector, floor from handclasp.tuning where log_id = %(log)s and tenant_id = %(tenant)s and floor > 0

-- name: free_others (primary key)
update handclasp.tuning set floor = 0 where log_id = %(log)s and tenant_id = %(tenant)s and detector <> all (%(detectors)s::text[])

-- name: set_floor (primary key)
insert into handclasp.tuning (log_id, tenant_id, detector, floor) values (%(log)s, %(tenant)s, %(detector)s, %(floor)s)
on conflict (log_id, tenant_id, detector) do update set floor = excluded.floor

-- name: tenants
select t.tenant_id, t.name, t.log_id from handclasp.tenants t order by t.tenant_id

-- name: logs
select log_id, name, origin from handclasp.logs order by log_id

-- name: last_spoken_between (index entries_chain, one probe a conversation)
select c.conversation, e.record from handclasp.conversations c
cross join lateral (
  select idx, record from handclasp.entries e
  where e.log_id = c.log_id and e.tenant_id = c.tenant_id and e.conversation = c.conversation order by seq desc limit 1
) e
join handclasp.sealed s on s.log_id = c.log_id and s.tenant_id = c.tenant_id and s.idx = e.idx
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and not c.journal and s.received > %(since)s and s.received <= %(until)s
