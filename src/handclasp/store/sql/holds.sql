-- Whom and which orders conversations are about, and the holds on these.

-- name: pair (primary key)
insert into handclasp.parties (log_id, tenant_id, party, conversation)
select %(log)s, %(tenant)s, n.* from unnest(%(parties)b::bytea[], %(conversations)b::bytea[]) n (party, conversation)
on conflict do nothing

-- name: conversations_of (primary key, by its leading columns)
select conversation from handclasp.parties
where log_id = %(log)s and tenant_id = %(tenant)s and party = any (%(parties)b::bytea[])
group by conversation order by conversation limit %(limit)s

-- name: hold_party (primary key)
insert into handclasp.held_parties (log_id, tenant_id, idx, party)
select %(log)s, %(tenant)s, %(idx)s, n.party from unnest(%(parties)b::bytea[]) n (party) on conflict do nothing

-- name: release_parties (primary key, by its leading columns)
update handclasp.held_parties set released = %(released)s
where log_id = %(log)s and tenant_id = %(tenant)s and idx = %(idx)s and released is null

-- name: to_join (primary keys; a tenant has few holds by customer or order that stand)
select c.idx, p.conversation from handclasp.held_parties c
join handclasp.parties p on p.log_id = c.log_id and p.tenant_id = c.tenant_id and p.party = c.party
where c.log_id = %(log)s and c.tenant_id = %(tenant)s and c.released is null
  and not exists (select from handclasp.holds h
    where h.log_id = %(log)s and h.tenant_id = %(tenant)s and h.subject = p.conversation and h.idx = c.idx)
group by c.idx, p.conversation order by c.idx, p.conversation limit %(limit)s

-- name: to_join_of (index parties_conversation, then primary keys)
select c.idx, p.conversation from handclasp.parties p
join handclasp.held_parties c on c.log_id = p.log_id and c.tenant_id = p.tenant_id and c.party = p.party
where p.log_id = %(log)s and p.tenant_id = %(tenant)s and p.conversation = any (%(conversations)b::bytea[]) and c.released is null
  and not exists (select from handclasp.holds h
    where h.log_id = %(log)s and h.tenant_id = %(tenant)s and h.subject = p.conversation and h.idx = c.idx)
group by c.idx, p.conversation order by c.idx, p.conversation limit %(limit)s

-- name: still_held (primary key, by its leading columns; locked until the transaction ends, so that no release passes by)
select party from handclasp.held_parties
where log_id = %(log)s and tenant_id = %(tenant)s and idx = %(idx)s and released is null for share

-- name: standing_on (primary key of holds, by its leading columns)
select subject, idx, released from handclasp.holds
where log_id = %(log)s and tenant_id = %(tenant)s and subject = %(subject)s and released is null order by idx desc

-- name: held_among (primary key of holds, one probe a conversation)
select n.conversation from unnest(%(conversations)b::bytea[]) as n (conversation)
where exists (select from handclasp.holds h
  where h.log_id = %(log)s and h.tenant_id = %(tenant)s and h.subject = n.conversation and h.released is null)

-- name: of_number (index holds_idx)
select subject, idx, released from handclasp.holds
where log_id = %(log)s and tenant_id = %(tenant)s and idx = %(idx)s order by subject

-- name: summed (primary key, by its leading columns: all of a tenant's)
select idx, count(*), max(released), min(encode(subject, 'hex')) from handclasp.holds
where log_id = %(log)s and tenant_id = %(tenant)s group by idx order by (max(released) is null) desc, idx desc limit %(limit)s
