-- The search index: encrypted blocks of posting lists in segments, each under a key of its own that can be destroyed.
-- All of it is derived from the log: it may be thrown away and is made anew by reading on from -1.
set search_path = handclasp;

-- A segment holds the lists of some records. `place` is how far the log had been read: of two that hold the same record,
-- the one with the greater place is right, and names the record in `replaces`. Indexes and times stand open in the log too.
create table search_segments (
  log_id integer not null,
  tenant_id integer not null,
  segment bigint not null,
  place bigint not null,
  docs integer not null check (docs > 0),
  bits smallint not null check (bits between 0 and 20),
  first_idx bigint not null,
  last_idx bigint not null,
  first_received bigint not null,
  last_received bigint not null,
  replaces bigint[] not null default '{}',
  made_at timestamptz not null default now(),
  primary key (log_id, tenant_id, segment)
);

-- Wrapped under the tenant's key-encryption key of an epoch, and wrapped anew at each turn. Segment 0: the key of tokens.
create table search_keys (
  log_id integer not null,
  tenant_id integer not null,
  segment bigint not null,
  epoch integer not null,
  wrapped bytea not null,
  primary key (log_id, tenant_id, segment)
);

create table search_blocks (
  log_id integer not null,
  tenant_id integer not null,
  segment bigint not null,
  bucket integer not null,
  block bytea not null,
  primary key (log_id, tenant_id, segment, bucket)
) with (toast_tuple_target = 8160);
alter table search_blocks alter column block set storage external;

-- Which conversations are closed by now, for the filter.
create table search_closed (
  log_id integer not null,
  tenant_id integer not null,
  conversation bytea not null check (length(conversation) = 16),
  primary key (log_id, tenant_id, conversation)
);

-- What was masked, by a keyed hash of the whole of it: written with the record, read as the revealer under the person's wall.
create table lookups (
  log_id integer not null,
  tenant_id integer not null,
  token bytea not null check (length(token) = 16),
  idx bigint not null,
  primary key (log_id, tenant_id, token, idx)
);
alter table lookups enable row level security, force row level security;
create policy own on lookups to handclasp_ingest, handclasp_keeper
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))
  with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
create policy visible on lookups for select to handclasp_revealer using (
  log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
  and exists (select from entries e where e.log_id = lookups.log_id and e.idx = lookups.idx and e.tenant_id = lookups.tenant_id)
);
grant insert on lookups to handclasp_ingest;
grant select on lookups to handclasp_revealer;
grant select (log_id, tenant_id, idx), delete on lookups to handclasp_keeper;

-- Whose conversations are whose, for those who reach no further. The agent alone: beside the primary key, an index that
-- began like it would be taken for it while the table is empty.
create index assignments_agent on assignments (agent);

do $$
declare
  name text;
begin
  foreach name in array array['search_segments', 'search_keys', 'search_blocks', 'search_closed'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_machine '
      'using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])) '
      'with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))', name);
    execute format('grant select, insert, delete on %I to handclasp_machine', name);
  end loop;
end
$$;
create policy rewrap on search_keys to handclasp_keeper
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))
  with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
grant select, update (epoch, wrapped) on search_keys to handclasp_keeper;
-- Keys are made by the role that makes conversations' keys: it shares the row of the epoch, so that no turn passes one by.
create policy made on search_keys to handclasp_ingest
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))
  with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
grant insert on search_keys to handclasp_ingest;
revoke insert on search_keys from handclasp_machine;
