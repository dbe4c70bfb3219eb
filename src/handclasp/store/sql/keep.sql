-- What only the keeper does: turning key epochs.

-- name: turn_epoch (primary key)
update handclasp.epochs set epoch = %(epoch)s, turned_at = now() where log_id = %(log)s and tenant_id = %(tenant)s

-- name: keys_of_old_epochs (primary key; a turn reads every key once)
select name_hash, conversation, epoch, body_key, originals_key from handclasp.conversations
where log_id = %(log)s and tenant_id = %(tenant)s and epoch < %(epoch)s order by epoch limit %(limit)s for update

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
