-- After a restore: what was erased is erased again, from behind the dropping of its keys.

-- name: begin_again
update handclasp.bin set state = 1, certificate = null where log_id = %(log)s and back is null and state > 0

-- name: drop_again (index bin_once)
delete from handclasp.conversations c using handclasp.bin b
where c.log_id = %(log)s and b.log_id = c.log_id and b.tenant_id = c.tenant_id and b.conversation = c.conversation
  and b.back is null and b.state > 0

-- name: lay_there (index bin_once; what an older state of the bin says of it)
delete from handclasp.bin
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = %(conversation)s and back is null and idx <> %(idx)s

-- name: unexplained (index bin_unfinished)
select tenant_id, conversation, due from handclasp.bin
where log_id = %(log)s and back is null and state > 0 and idx >= %(size)s
order by tenant_id, conversation

-- name: explained (index bin_once)
update handclasp.bin set idx = %(idx)s
where log_id = %(log)s and tenant_id = %(tenant)s and conversation = any (%(conversations)s::bytea[])
  and back is null and state > 0

-- name: erased (primary key)
insert into handclasp.bin (log_id, tenant_id, conversation, idx, put_at, due, state, epoch, dropped_at)
values (%(log)s, %(tenant)s, %(conversation)s, %(idx)s, %(at)s, %(due)s, 1, %(epoch)s, %(dropped)s)
on conflict (log_id, tenant_id, conversation, idx) do update
set back = null, state = 1, epoch = excluded.epoch, dropped_at = excluded.dropped_at, certificate = null

-- name: erased_files (primary key)
insert into handclasp.bin_files (log_id, tenant_id, conversation, blob)
select %(log)s, %(tenant)s, %(conversation)s, blob from unnest(%(blobs)s::bytea[]) blob on conflict do nothing

-- name: only_what_it_has (index entries_chain, one probe a conversation)
delete from handclasp.conversations c
where c.log_id = %(log)s and not exists (select from handclasp.entries e
  where e.log_id = c.log_id and e.tenant_id = c.tenant_id and e.conversation = c.conversation)
