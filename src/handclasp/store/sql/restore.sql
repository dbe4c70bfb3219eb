-- After a restore: what was erased is erased again, from behind the dropping of its keys.

-- name: begin_again
update handclasp.bin set state = 1, certificate = null where log_id = %(log)s and back is null and state > 0

-- name: drop_again (index bin_once)
delete from handclasp.conversations c using handclasp.bin b
where c.log_id = %(log)s and b.log_id = c.log_id and b.tenant_id = c.tenant_id and b.conversation = c.conversation
  and b.back is null and b.state > 0

-- name: erased (primary key)
insert into handclasp.bin (log_id, tenant_id, conversation, idx, put_at, due, state, epoch, dropped_at)
values (%(log)s, %(tenant)s, %(conversation)s, %(idx)s, %(at)s, %(due)s, 1, %(epoch)s, %(dropped)s)
on conflict (log_id, tenant_id, conversation, idx) do update
set back = null, state = 1, epoch = excluded.epoch, dropped_at = excluded.dropped_at, certificate = null

-- name: erased_files (primary key)
insert into handclasp.bin_files (log_id, tenant_id, conversation, blob)
select %(log)s, %(tenant)s, %(conversation)s, blob from unnest(%(blobs)s::bytea[]) blob on conflict do nothing
