-- The record path: what is sealed, where it stands, and who may touch it.
-- Every key starts with log_id (and tenant_id where a table is a tenant's), so that a log can become a shard.
-- No foreign keys across logs, no triggers, no plaintext.

create schema handclasp;
revoke all on schema public from public;
grant usage on schema handclasp
  to handclasp_ingest, handclasp_reader, handclasp_auditor, handclasp_keeper, handclasp_console;
set search_path = handclasp;

-- Context, set per transaction with set_config(…, true); unset means: sees and writes nothing.
create function current_log() returns integer language sql stable parallel safe
  return nullif(current_setting('handclasp.log', true), '')::integer;
create function current_tenants() returns integer[] language sql stable parallel safe
  return coalesce(nullif(current_setting('handclasp.tenants', true), ''), '{}')::integer[];

create table logs (
  log_id integer primary key,
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  origin text not null unique,
  created_at timestamptz not null default now()
);

create table tenants (
  tenant_id integer primary key,
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  log_id integer not null,
  created_at timestamptz not null default now()
);

-- The unsigned head of each log; its row is the lock under which batches take turns.
create table log_heads (
  log_id integer primary key,
  size bigint not null,
  root bytea not null check (length(root) = 32)
);

-- Hash tiles (c2sp.org/tlog-tiles). A full tile (width 256) never changes again.
create table tiles (
  log_id integer not null,
  level smallint not null,
  tile bigint not null,
  width smallint not null check (width between 1 and 256),
  hashes bytea not null check (length(hashes) = width * 32),
  primary key (log_id, level, tile)
);
alter table tiles alter column hashes set storage external;

-- Signed checkpoints, in the order they were published.
create table checkpoints (
  log_id integer not null,
  size bigint not null,
  note text not null,
  published_at timestamptz not null default now(),
  primary key (log_id, size)
);

-- The log itself: never updated, never deleted.
create table entries (
  log_id integer not null,
  tenant_id integer not null,
  idx bigint not null,
  conversation bytea not null check (length(conversation) = 16),
  seq bigint not null check (seq > 0),
  record bytea not null check (length(record) = 32),
  previous bytea not null check (length(previous) = 32),
  primary key (log_id, idx)
);
create unique index entries_chain on entries (log_id, tenant_id, conversation, seq);

-- What is encrypted, beside the log: only the keeper may delete here.
create table sealed (
  log_id integer not null,
  tenant_id integer not null,
  idx bigint not null,
  conversation bytea not null,
  received bigint not null,
  nonce bytea not null check (length(nonce) = 16),
  commitments bytea not null,
  body bytea not null,
  primary key (log_id, tenant_id, idx)
);
alter table sealed alter column body set storage external;
alter table sealed alter column commitments set storage external;

create table originals (
  log_id integer not null,
  tenant_id integer not null,
  idx bigint not null,
  field text not null,
  ciphertext bytea not null,
  primary key (log_id, tenant_id, idx, field)
);

-- Conversations by the keyed hash of the tenant's own name, with their wrapped keys.
create table conversations (
  log_id integer not null,
  tenant_id integer not null,
  conversation bytea not null check (length(conversation) = 16),
  name_hash bytea not null check (length(name_hash) = 32),
  journal boolean not null,
  epoch integer not null,
  body_key bytea not null,
  originals_key bytea not null,
  opened_at timestamptz not null default now(),
  primary key (log_id, tenant_id, conversation)
);
create unique index conversations_name on conversations (log_id, tenant_id, name_hash);

-- The tenant's current key epoch: creating a conversation shares this row, turning the epoch takes it.
create table epochs (
  log_id integer not null,
  tenant_id integer not null,
  epoch integer not null,
  turned_at timestamptz not null default now(),
  primary key (log_id, tenant_id)
);

create table idempotency (
  log_id integer not null,
  tenant_id integer not null,
  key_hash bytea not null check (length(key_hash) = 32),
  digest bytea not null check (length(digest) = 32),
  idx bigint not null,
  conversation bytea not null,
  primary key (log_id, tenant_id, key_hash)
);

-- Which journal records are about which conversation: who looked.
create table subjects (
  log_id integer not null,
  tenant_id integer not null,
  subject bytea not null check (length(subject) = 16),
  idx bigint not null,
  primary key (log_id, tenant_id, subject, idx)
);

-- How far each consumer of the log has read.
create table cursors (
  log_id integer not null,
  tenant_id integer not null,
  consumer text not null,
  position bigint not null,
  primary key (log_id, tenant_id, consumer)
);

-- Teach the planner, before there is a row, that log and tenant select nearly nothing and the rest of each key nearly
-- everything: a plan made on an empty table would otherwise walk a whole tenant. Later ANALYZEs see real rows.
do $$
declare
  name text;
begin
  foreach name in array array['entries', 'sealed', 'originals', 'conversations', 'idempotency', 'subjects'] loop
    execute format('alter table %I alter column log_id set (n_distinct = 1), alter column tenant_id set (n_distinct = 4)', name);
    -- No vacuum may look at the emptied tables before real rows are there: it would write "nothing here" over this.
    execute format(
      'alter table %I set (autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000, '
      'autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_insert_threshold = 10000)', name);
  end loop;
  insert into entries select 1, 1 + n % 4, n, substr(sha256(int8send(n % 500)), 1, 16), 1 + n / 500, sha256(int8send(n)), sha256(int8send(n)) from generate_series(1, 2000) n;
  insert into sealed select 1, 1 + n % 4, n, substr(sha256(int8send(n % 500)), 1, 16), n, substr(sha256(int8send(n)), 1, 16), '', '' from generate_series(1, 2000) n;
  insert into originals select 1, 1 + n % 4, n, 'original/0', '' from generate_series(1, 2000) n;
  insert into conversations select 1, 1 + n % 4, substr(sha256(int8send(n)), 1, 16), sha256(int8send(n)), false, 1, '', '' from generate_series(1, 2000) n;
  insert into idempotency select 1, 1 + n % 4, sha256(int8send(n)), sha256(int8send(n)), n, substr(sha256(int8send(n)), 1, 16) from generate_series(1, 2000) n;
  insert into subjects select 1, 1 + n % 4, substr(sha256(int8send(n % 500)), 1, 16), n from generate_series(1, 2000) n;
  analyze entries, sealed, originals, conversations, idempotency, subjects;
  delete from entries; delete from sealed; delete from originals; delete from conversations; delete from idempotency; delete from subjects;
end
$$;

-- First wall: row-level security, forced on the owner too.
do $$
declare
  name text;
begin
  foreach name in array array['entries', 'sealed', 'originals', 'conversations', 'epochs', 'idempotency', 'subjects', 'cursors'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_ingest, handclasp_reader, handclasp_keeper, handclasp_console '
      'using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])) '
      'with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))', name);
  end loop;
  foreach name in array array['log_heads', 'tiles', 'checkpoints'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_ingest, handclasp_keeper '
      'using (log_id = (select current_log())) with check (log_id = (select current_log()))', name);
    execute format('create policy public_log on %I for select to handclasp_reader, handclasp_auditor, handclasp_console using (true)', name);
  end loop;
end
$$;
-- The owner may found a log and a tenant, and nothing else.
create policy found on log_heads for insert to handclasp_owner with check (size = 0);
create policy found on epochs for insert to handclasp_owner with check (epoch = 1);
-- A full tile is written once.
create policy partial_only on tiles as restrictive for update to handclasp_ingest using (width < 256) with check (true);
-- Auditors see the rhythm (entries) and the commitments of all tenants, but no ciphertext: see the column grants below.
create policy audit on entries for select to handclasp_auditor using (true);
create policy audit on sealed for select to handclasp_auditor using (true);
create policy audit on originals for select to handclasp_auditor using (true);
create policy audit on conversations for select to handclasp_auditor using (true);

-- Second wall: least privilege. Nobody may UPDATE a record; only the keeper may DELETE, and never from entries.
grant select on logs, tenants to handclasp_ingest, handclasp_reader, handclasp_auditor, handclasp_keeper, handclasp_console;
grant select, insert on entries, sealed, originals, idempotency, subjects, conversations to handclasp_ingest;
grant select, insert, update on log_heads, tiles to handclasp_ingest;
grant select, insert on checkpoints to handclasp_ingest;
-- Sharing a row takes the right to update one of its columns; the epoch itself only the keeper turns.
grant select, update (turned_at) on epochs to handclasp_ingest;
grant select on entries, sealed, originals, conversations, subjects, tiles, checkpoints, log_heads to handclasp_reader;
grant select, insert, update on cursors to handclasp_reader;
grant select on entries, tiles, checkpoints, log_heads to handclasp_auditor;
grant select (log_id, tenant_id, idx, conversation, received, nonce, commitments) on sealed to handclasp_auditor;
grant select (log_id, tenant_id, idx, field) on originals to handclasp_auditor;
grant select (log_id, tenant_id, conversation, journal, epoch, opened_at) on conversations to handclasp_auditor;
grant select, delete on sealed, originals, idempotency, subjects, conversations to handclasp_keeper;
grant select on entries, tiles, checkpoints, log_heads to handclasp_keeper;
grant update (epoch, body_key, originals_key) on conversations to handclasp_keeper;
grant select, update on epochs to handclasp_keeper;
grant select on checkpoints, log_heads to handclasp_console;
