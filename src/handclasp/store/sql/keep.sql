-- What only the keeper does: turning key epochs, the bin, erasing. Looking into the bin is the machine's too.
-- `offset 0` in a condition: one probe for each row. Without it PostgreSQL may look up all of a table at once instead, which it
-- does when its statistics are older than the rows: then every batch of an erasure reads the whole bin.

-- name: turn_epoch (primary key)
update handclasp.epochs set epoch = %(epoch)s, turned_at = now() where log_id = %(log)s and tenant_id = %(tenant)s

-- name: keys_of_old_epochs (primary key; a turn reads every key once)
select name_hash, conversation, epoch, body_key, originals_key from handclasp.conversations
where log_id = %(log)s and tenant_id = %(tenant)s and conversation > %(after)s and epoch < %(epoch)s
order by conversation limit %(limit)s for update

-- name: rewrap (primary key)
update handclasp.conversations c set epoch = %(epoch)s, body_key = n.body_key, originals_key = n.originals_key
from unnest(%(conversations)b::bytea[], %(bodies)b::bytea[], %(originals)b::bytea[]) as n (conversation, body_key, originals_key)
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation = n.conversation

-- name: all_keys_after (primary key)
select name_hash, conversation, epoch, body_key, originals_key from handclasp.conversations
where log_id = %(log)s and tenant_id = %(tenant)s and conversation > %(after)s order by conversation limit %(limit)s

-- name: index_keys_of_old_epochs (primary key; a turn reads every key once)
select segment, epoch, wrapped from handclasp.search_keys
where log_id = %(log)s and tenant_id = %(tenant)s and epoch < %(epoch)s order by segment limit %(limit)s for update

-- name: rewrap_index (primary key)
update handclasp.search_keys set epoch = %(epoch)s, wrapped = %(wrapped)s
where log_id = %(log)s and tenant_id = %(tenant)s and segment = %(segment)s

-- name: index_keys (primary key)
select segment, epoch, wrapped from handclasp.search_keys where log_id = %(log)s and tenant_id = %(tenant)s order by segment

-- name: put (primary key; when it is due, the database says)
insert into handclasp.bin (log_id, tenant_id, conversation, idx)
select %(log)s, %(tenant)s, n.conversation, %(idx)s from unnest(%(conversations)b::bytea[]) as n (conversation)
where exists (
  select from handclasp.conversations c
  where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation = n.conversation offset 0
)
on conflict do nothing returning conversation

-- name: in_order (for a read of the next few: by the index that has them in order, and not all of them sorted, whatever the statistics say)
select set_config('enable_sort', 'off', true)

-- name: clock
select handclasp.now_ms()

-- name: binned (index bin_once)
select b.conversation, b.idx, b.put_at, b.due, b.state, handclasp.is_held(b.log_id, b.tenant_id, b.conversation), b.certificate
from handclasp.bin b
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.conversation = %(conversation)s and b.back is null

-- name: waiting (index bin_unfinished)
select b.conversation, b.idx, b.put_at, b.due, b.state, handclasp.is_held(b.log_id, b.tenant_id, b.conversation), b.certificate
from handclasp.bin b
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.back is null and b.state = 0
  and (b.due, b.conversation) > (%(due)s, %(after)b::bytea)
order by b.due, b.conversation limit %(limit)s

-- name: deletions (primary key; names of fields stand open in the commitments, so little but deletions is opened)
select s.idx from handclasp.sealed s
where s.log_id = %(log)s and s.tenant_id = %(tenant)s and s.idx > %(after)s
  and position(%(due)b in s.commitments) > 0 and position(%(rule)b in s.commitments) > 0
  and exists (select from handclasp.conversations c
    where c.log_id = s.log_id and c.tenant_id = s.tenant_id and c.conversation = s.conversation and c.journal)
order by s.idx limit %(limit)s

-- name: rows_of (primary key, by its leading columns)
select conversation, idx, due, back, state, dropped_at from handclasp.bin
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: lock_binned (index bin_once; whoever waits here sees what an erasure did meanwhile)
select idx, state from handclasp.bin
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = %(conversation)s and back is null for update

-- name: take_back (primary key)
update handclasp.bin set back = %(back)s
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = %(conversation)s and idx = %(idx)s and back is null and state = 0

-- name: lifted_among (index bin_once, then primary key of holds, one probe a conversation)
select b.conversation, b.idx, b.put_at, b.due, b.state, false, b.certificate from handclasp.bin b
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.back is null and b.state = 0
  and b.conversation = any (%(conversations)b::bytea[])
  and handclasp.held_since(b.log_id, b.tenant_id, b.conversation, b.idx)
  and not handclasp.is_held(b.log_id, b.tenant_id, b.conversation)
order by b.idx, b.conversation

-- name: lifted_and_due (primary key of holds, by its leading columns: those that were lifted; then index bin_once, one probe each)
select b.conversation, b.idx, b.put_at, b.due, b.state, false, b.certificate
from (
  select distinct h.subject from handclasp.holds h
  where h.log_id = %(log)s and h.tenant_id = %(tenant)s and h.released is not null offset 0
) l
cross join lateral (
  select * from handclasp.bin b
  where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.conversation = l.subject
    and b.back is null and b.state = 0 and b.due <= handclasp.now_ms() offset 0
) b
where handclasp.held_since(b.log_id, b.tenant_id, b.conversation, b.idx)
  and not handclasp.is_held(b.log_id, b.tenant_id, b.conversation)
order by b.idx, b.conversation limit %(limit)s

-- name: make_way (index bin_once; the row of the deletion at `renews` makes way for that of another)
update handclasp.bin set back = %(idx)s
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])
  and idx = %(renews)s and back is null and state = 0 and not handclasp.is_held(log_id, tenant_id, conversation)
returning conversation

-- name: written_between (primary key of entries, then index bin_once, one probe a record)
select e.conversation, min(e.seq) - 1 from handclasp.entries e
join handclasp.bin b on b.log_id = e.log_id and b.tenant_id = e.tenant_id and b.conversation = e.conversation
  and b.back is null and b.state = 0 and e.idx > b.idx
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.idx > %(after)s and e.idx < %(size)s
group by e.conversation

-- name: facts_after (primary keys and entries_chain, one probe a conversation)
select c.conversation, c.journal,
  c.journal or exists (select from handclasp.search_closed k
    where k.log_id = c.log_id and k.tenant_id = c.tenant_id and k.conversation = c.conversation offset 0),
  coalesce(s.received, (extract(epoch from c.opened_at) * 1000)::bigint),
  exists (select from handclasp.holds h
    where h.log_id = c.log_id and h.tenant_id = c.tenant_id and h.subject = c.conversation and h.released is null offset 0),
  coalesce((select max(x.review) from handclasp.extensions x
    where x.log_id = c.log_id and x.tenant_id = c.tenant_id and x.conversation = c.conversation and x.ended is null), 0),
  exists (select from handclasp.bin b
    where b.log_id = c.log_id and b.tenant_id = c.tenant_id and b.conversation = c.conversation and b.back is null offset 0)
from handclasp.conversations c
left join lateral (
  select s.received from handclasp.entries e
  join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
  where e.log_id = c.log_id and e.tenant_id = c.tenant_id and e.conversation = c.conversation
  order by e.seq desc limit 1
) s on true
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation > %(after)b::bytea and c.conversation <= %(last)b::bytea
order by c.conversation limit %(limit)s

-- name: special (entries_chain and subjects_pkey, then primary keys; names of fields stand open in the commitments, so nothing is opened)
select e.conversation, false from handclasp.entries e
join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = any (%(conversations)b::bytea[])
  and position(%(case)b in s.commitments) > 0 and position(%(step)b in s.commitments) > 0
group by e.conversation
union all
select b.subject, true from handclasp.subjects b
join handclasp.sealed s on s.log_id = b.log_id and s.tenant_id = b.tenant_id and s.idx = b.idx
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.subject = any (%(conversations)b::bytea[])
  and position(%(format)b in s.commitments) > 0
group by b.subject

-- name: span (index entries_chain, one range)
select min(e.idx), max(e.idx) from handclasp.entries e
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = %(journal)s

-- name: spoken_of (primary keys; of conversations one probe each of subjects_pkey, until the first that is spoken of)
select 1 from handclasp.bin b
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.back is null and b.state < 7 and b.idx between %(first)s and %(last)s
union all
select 1 from handclasp.holds h
where h.log_id = %(log)s and h.tenant_id = %(tenant)s and h.released is null and h.idx between %(first)s and %(last)s
union all
select 1 from handclasp.rights r
join handclasp.subjects b on b.log_id = r.log_id and b.tenant_id = r.tenant_id and b.subject = r.request
where r.log_id = %(log)s and r.tenant_id = %(tenant)s and r.state in ('open', 'verified', 'waiting')
  and b.idx between %(first)s and %(last)s
union all
select 1 from handclasp.conversations c
join handclasp.subjects b on b.log_id = c.log_id and b.tenant_id = c.tenant_id and b.subject = c.conversation
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and not c.journal and b.idx between %(first)s and %(last)s
limit 1

-- name: extend
insert into handclasp.extensions (log_id, tenant_id, conversation, idx, review)
values (%(log)s, %(tenant)s, %(conversation)s, %(idx)s, %(review)s) on conflict do nothing

-- name: extension (primary key, by its leading columns)
select idx, review from handclasp.extensions
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = %(conversation)s and ended is null
order by review desc, idx desc limit 1

-- name: extensions (primary key, by its leading columns: all of a tenant's; then a probe a conversation)
select x.conversation, x.idx, x.review from handclasp.extensions x
join handclasp.conversations c on c.log_id = x.log_id and c.tenant_id = x.tenant_id and c.conversation = x.conversation
where x.log_id = %(log)s and x.tenant_id = %(tenant)s and x.ended is null
  and not handclasp.in_bin(x.log_id, x.tenant_id, x.conversation)
order by x.review, x.conversation limit %(limit)s

-- name: end_extensions (primary key, by its leading columns)
update handclasp.extensions set ended = %(idx)s
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = %(conversation)s and ended is null and idx < %(idx)s

-- name: due_now (index bin_unfinished, in its order; then primary key of holds, one probe a conversation)
select b.conversation, b.idx, b.put_at, b.due, b.state,
  exists (select from handclasp.holds h
    where h.log_id = b.log_id and h.tenant_id = b.tenant_id and h.subject = b.conversation
      and (h.released is null or h.released > b.idx) offset 0),
  b.certificate
from handclasp.bin b
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.back is null and b.state = 0 and b.due <= handclasp.now_ms()
  and (b.due, b.conversation) > (%(due)s, %(after)b::bytea)
order by b.due, b.conversation limit %(limit)s

-- name: looked_at (entries_chain, then primary keys; names of fields stand open in the commitments, so nothing is opened)
select n.conversation, coalesce(l.seq, 0), coalesce(l.idx > n.idx, false), coalesce(l.files, false)
from unnest(%(conversations)b::bytea[], %(idxs)b::bigint[]) as n (conversation, idx)
cross join lateral (
  select max(e.seq) as seq, max(e.idx) as idx,
    bool_or(position(%(blob)b in s.commitments) > 0 or position(%(copy)b in s.commitments) > 0) as files
  from handclasp.entries e
  left join handclasp.sealed s on s.log_id = e.log_id and s.tenant_id = e.tenant_id and s.idx = e.idx
  where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = n.conversation
) l

-- name: note_files
insert into handclasp.bin_files (log_id, tenant_id, conversation, blob)
select %(log)s, %(tenant)s, n.conversation, n.blob from unnest(%(conversations)b::bytea[], %(blobs)b::bytea[]) as n (conversation, blob)
on conflict do nothing

-- name: lock_due (index bin_once, one probe a conversation; whoever is just taking one back is waited for, and what they took is not among these)
select b.conversation from unnest(%(conversations)b::bytea[]) as n (conversation)
cross join lateral (
  select b.conversation from handclasp.bin b
  where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.conversation = n.conversation
    and b.back is null and b.state = 0 and b.due <= handclasp.now_ms()
  for update
) b

-- name: take_turn (no batch and no new hold is between looking and writing while this is held: all of them wait, so little is done meanwhile)
select pg_advisory_xact_lock(7272, %(log)s)

-- name: drop_keys (index bin_once, primary key of holds and entries_chain, one probe a conversation, then primary key; nobody sees it before the turn is taken)
with free as materialized (
  select n.conversation from unnest(%(conversations)b::bytea[], %(seqs)b::bigint[]) as n (conversation, seq)
  where not exists (
    select from handclasp.bin b
    join handclasp.holds h on h.log_id = b.log_id and h.tenant_id = b.tenant_id and h.subject = b.conversation
    where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.conversation = n.conversation and b.back is null
      and (h.released is null or h.released > b.idx) offset 0) and not exists (
    select from handclasp.entries e
    where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = n.conversation and e.seq > n.seq offset 0)
), dropped as (
  delete from handclasp.conversations c using free
  where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.conversation = free.conversation
)
select conversation from free

-- name: meanwhile (index bin_once, primary key of holds and entries_chain, one probe a conversation: held or spoken in while its keys were being dropped)
select n.conversation from unnest(%(conversations)b::bytea[], %(seqs)b::bigint[]) as n (conversation, seq)
where exists (
  select from handclasp.bin b
  join handclasp.holds h on h.log_id = b.log_id and h.tenant_id = b.tenant_id and h.subject = b.conversation
  where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.conversation = n.conversation and b.back is null
    and (h.released is null or h.released > b.idx) offset 0) or exists (
  select from handclasp.entries e
  where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = n.conversation and e.seq > n.seq offset 0)

-- name: keys_dropped (index bin_once, `state + 0` is in no other; the epoch is looked up behind the dropping: no turn is between them)
update handclasp.bin b set state = 1, dropped_at = handclasp.now_ms(),
  epoch = coalesce((select e.epoch from handclasp.epochs e where e.log_id = %(log)s and e.tenant_id = %(tenant)s), 0)
where b.log_id = %(log)s and b.tenant_id = %(tenant)s and b.conversation = any (%(conversations)b::bytea[])
  and b.back is null and b.state + 0 = 0

-- name: at_state (index bin_unfinished)
select conversation, idx, put_at, due, dropped_at, epoch from handclasp.bin
where log_id = %(log)s and tenant_id = %(tenant)s and back is null and state = %(state)s and state < 7 and epoch < %(before)s
order by due, conversation limit %(limit)s

-- name: advance (index bin_once, `state + 0` is in no other)
update handclasp.bin set state = %(state)s + 1
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])
  and back is null and state + 0 = %(state)s

-- name: certify (index bin_once, `state + 0` is in no other)
update handclasp.bin set state = 7,
  certificate = (%(certificates)b::bigint[])[array_position(%(conversations)b::bytea[], conversation)]
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])
  and back is null and state + 0 = 6

-- name: count_records (index entries_chain)
select e.conversation, count(*) from handclasp.entries e
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = any (%(conversations)b::bytea[]) group by e.conversation

-- name: records_of (index entries_chain)
select e.idx from handclasp.entries e
where e.log_id = %(log)s and e.tenant_id = %(tenant)s and e.conversation = any (%(conversations)b::bytea[]) order by e.idx

-- name: erase_originals (index entries_chain, then primary key)
delete from handclasp.originals
where log_id = %(log)s and tenant_id = %(tenant)s and idx = any (%(indexes)s::bigint[])

-- name: erase_lookups (index lookups_idx)
delete from handclasp.lookups
where log_id = %(log)s and tenant_id = %(tenant)s and idx = any (%(indexes)s::bigint[])

-- name: erase_idempotency (index idempotency_idx)
delete from handclasp.idempotency
where log_id = %(log)s and tenant_id = %(tenant)s and idx = any (%(indexes)s::bigint[])

-- name: erase_sealed (primary key)
delete from handclasp.sealed
where log_id = %(log)s and tenant_id = %(tenant)s and idx = any (%(indexes)s::bigint[])

-- name: erase_assignments (primary key)
delete from handclasp.assignments
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: erase_seen (index seen_conversation)
delete from handclasp.seen
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: erase_closed (primary key)
delete from handclasp.search_closed
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: erase_parties (index parties_conversation)
delete from handclasp.parties
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: files_of (primary key, by its leading columns)
select conversation, blob from handclasp.bin_files
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: forget_files (primary key, by its leading columns)
delete from handclasp.bin_files
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)b::bytea[])

-- name: dropped_since (index bin_dropped)
select tenant_id, conversation, dropped_at from handclasp.bin
where log_id = %(log)s and tenant_id = any (%(tenants)s) and back is null and state > 0 and dropped_at > %(since)s
order by dropped_at limit %(limit)s
