-- The bin: what is to be deleted waits here for 72 hours, and what became of it is kept for good. Pseudonyms, no words.
set search_path = handclasp;

-- The clock of the bin is the database's own, whatever a caller says.
create function now_ms() returns bigint language sql stable parallel safe
  return (extract(epoch from statement_timestamp()) * 1000)::bigint;

-- `idx`: the sealed record of the deletion. `back`: the one by which it came back. `state` only grows (keep/erasing.py):
-- 0 waits, 1 its keys are dropped, 2 its rows, 3 its files, 4 its postings are gone, 5 the copies have the list,
-- 6 the key epoch turned, 7 certified. `certificate`: the record that says so. No role may write `put_at` or `due`.
create table bin (
  log_id integer not null,
  tenant_id integer not null,
  conversation bytea not null check (length(conversation) = 16),
  idx bigint not null,
  put_at bigint not null default now_ms(),
  due bigint not null default now_ms() + 259200000,
  back bigint,
  state smallint not null default 0 check (state between 0 and 7),
  epoch integer,
  dropped_at bigint,
  certificate bigint,
  primary key (log_id, tenant_id, conversation, idx),
  check (due >= put_at + 259200000),
  check (back is null or state = 0),
  check ((certificate is null) = (state < 7)),
  check ((dropped_at is null) = (state = 0))
);
create unique index bin_once on bin (log_id, tenant_id, conversation) where back is null;
create index bin_unfinished on bin (due) where back is null and state < 7;
-- What was in a conversation's files, noted before its keys are dropped: afterwards nobody can tell.
create table bin_files (
  log_id integer not null,
  tenant_id integer not null,
  conversation bytea not null,
  blob bytea not null check (length(blob) = 16),
  primary key (log_id, tenant_id, conversation, blob)
);
-- Conversations that stay longer than their rule says: by whom and why stands in the record at `idx`, until when here (ms).
create table extensions (
  log_id integer not null,
  tenant_id integer not null,
  conversation bytea not null check (length(conversation) = 16),
  idx bigint not null,
  review bigint not null,
  ended bigint,
  primary key (log_id, tenant_id, conversation, idx)
);

do $$
declare
  name text;
begin
  foreach name in array array['bin', 'bin_files', 'extensions'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_keeper, handclasp_machine, handclasp_reader, handclasp_revealer '
      'using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])) '
      'with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))', name);
    execute format('create policy ship on %I for select to handclasp_shipper using (true)', name);
    execute format('grant select on %I to handclasp_keeper, handclasp_machine, handclasp_shipper', name);
  end loop;
end
$$;
create policy hide on bin for select to handclasp_console using (true);
create policy audit on bin for select to handclasp_auditor using (true);
grant select on bin to handclasp_reader, handclasp_revealer, handclasp_console, handclasp_auditor;
grant insert (log_id, tenant_id, conversation, idx) on bin to handclasp_keeper;
grant update (back, state, epoch, dropped_at, certificate) on bin to handclasp_keeper;
grant insert, delete on bin_files to handclasp_keeper;
grant insert (log_id, tenant_id, conversation, idx, review), update (ended) on extensions to handclasp_keeper;

-- Whether a hold stands on a conversation.
create function is_held(log integer, tenant integer, it bytea) returns boolean language sql stable parallel safe
begin atomic
  select exists (
    select from holds h where h.log_id = log and h.tenant_id = tenant and h.subject = it and h.released is null);
end;
-- Whether a conversation lies in the bin, or was erased.
create function in_bin(log integer, tenant integer, it bytea) returns boolean language sql stable parallel safe
begin atomic
  select exists (
    select from bin b where b.log_id = log and b.tenant_id = tenant and b.conversation = it and b.back is null);
end;
-- How far its erasure is; null for what is not being erased.
create function erased_to(log integer, tenant integer, it bytea) returns smallint language sql stable parallel safe
begin atomic
  select b.state from bin b where b.log_id = log and b.tenant_id = tenant and b.conversation = it and b.back is null;
end;

-- Nothing goes on before it is due, and nothing while a hold stands on it; what ended, ended.
create policy patience on bin as restrictive for update to handclasp_keeper using (certificate is null)
  with check (state = 0 or (due <= now_ms() and (state > 1 or not is_held(log_id, tenant_id, conversation))));
-- Keys of a conversation are dropped when it is due and not held; the rest of it only after its keys.
create policy patience on conversations as restrictive for delete to handclasp_keeper using (
  exists (
    select from bin b
    where b.log_id = conversations.log_id and b.tenant_id = conversations.tenant_id
      and b.conversation = conversations.conversation and b.back is null and b.due <= now_ms())
  and not is_held(log_id, tenant_id, conversation)
);
create policy patience on sealed as restrictive for delete to handclasp_keeper
  using (erased_to(log_id, tenant_id, conversation) >= 1);
create policy patience on parties as restrictive for delete to handclasp_keeper
  using (erased_to(log_id, tenant_id, conversation) >= 1);
create policy patience on idempotency as restrictive for delete to handclasp_keeper
  using (erased_to(log_id, tenant_id, conversation) >= 1);
do $$
declare
  name text;
begin
  foreach name in array array['originals', 'lookups', 'subjects'] loop
    execute format(
      'create policy patience on %1$I as restrictive for delete to handclasp_keeper using (exists ('
      '  select from entries e where e.log_id = %1$I.log_id and e.idx = %1$I.idx and e.tenant_id = %1$I.tenant_id'
      '    and erased_to(e.log_id, e.tenant_id, e.conversation) >= 1))', name);
  end loop;
end
$$;

-- A hold and the dropping of keys take turns (the eraser takes the same lock alone): one that was placed a moment before wins.
create function takes_turn(log integer) returns boolean language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(7272, log);
  return true;
end
$$;
create policy turn on holds as restrictive for insert to handclasp_keeper with check (takes_turn(log_id));

-- What lies in the bin is invisible to whoever reads for somebody.
create policy not_in_bin on conversations as restrictive for select to handclasp_reader, handclasp_revealer
  using (not in_bin(log_id, tenant_id, conversation));

-- What the eraser takes away besides.
create policy erase on assignments to handclasp_keeper
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
    and erased_to(log_id, tenant_id, conversation) >= 1);
grant select, delete on assignments to handclasp_keeper;
create policy erase on search_closed to handclasp_keeper
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
create policy patience on search_closed as restrictive for delete to handclasp_keeper
  using (erased_to(log_id, tenant_id, conversation) >= 1);
grant select, delete on search_closed to handclasp_keeper;
