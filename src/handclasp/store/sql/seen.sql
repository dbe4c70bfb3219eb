-- Up to where somebody has seen a conversation.

-- name: look (primary key)
insert into handclasp.seen as s (log_id, tenant_id, person, conversation, seq)
values (%(log)s, %(tenant)s, %(person)s, %(conversation)s, %(seq)s)
on conflict (log_id, tenant_id, person, conversation)
do update set seq = greatest(s.seq, excluded.seq), again = false where s.again or s.seq < excluded.seq

-- name: leave_unread (primary key)
insert into handclasp.seen (log_id, tenant_id, person, conversation, seq, again)
values (%(log)s, %(tenant)s, %(person)s, %(conversation)s, %(seq)s, true)
on conflict (log_id, tenant_id, person, conversation) do update set seq = excluded.seq, again = true

-- name: marks (primary key)
select conversation, seq, again from handclasp.seen
where log_id = %(log)s and tenant_id = %(tenant)s and person = %(person)s
  and conversation = any (%(conversations)b::bytea[])
