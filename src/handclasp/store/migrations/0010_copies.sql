-- Copies in other vendors' stores: what the shipper reads, how far each copy is, and the logs that this one continues.
set search_path = handclasp;

grant usage on schema handclasp to handclasp_shipper;

-- How far each copy is. The truth lies in the stores; this is what is shown, and where looking begins.
create table copies (
  log_id integer not null,
  copy text not null check (copy ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  position bigint not null default 0,
  shipped_at timestamptz,
  tried_at timestamptz,
  error text not null default '',
  primary key (log_id, copy)
);
-- Which encrypted files lie in which copy.
create table copied_blobs (
  log_id integer not null,
  copy text not null,
  tenant_id integer not null,
  blob bytea not null check (length(blob) = 16),
  primary key (log_id, copy, tenant_id, blob)
);
-- The last restore that was tried out, newest first: an untested backup is no backup.
create table drills (
  log_id integer not null,
  at timestamptz not null default now(),
  copy text not null,
  seconds real not null,
  records bigint not null,
  behind bigint not null,
  complete boolean not null,
  finding text not null default '',
  primary key (log_id, at)
);
-- The logs whose records this one begins with, oldest first: closed for ever at `size`, with the keys to verify them by.
create table predecessors (
  log_id integer not null,
  generation integer not null check (generation >= 1),
  origin text not null,
  size bigint not null,
  note text not null,
  vkeys text[] not null,
  lost_until bigint,
  ended_at timestamptz not null default now(),
  primary key (log_id, generation)
);

-- By index, for the shipper: written at the right edge alone. The index alone: beside the primary key, one that began
-- like it would be taken for it while the table is empty.
create index idempotency_idx on idempotency (idx);
create index subjects_idx on subjects (idx);
create index lookups_idx on lookups (idx);
-- Making an index on an empty table tells the planner "nothing here": teach it again what 0001 taught.
alter table idempotency no force row level security;
alter table subjects no force row level security;
do $$
begin
  if not exists (select from idempotency) then
    insert into idempotency select 1, 1 + n % 4, sha256(int8send(n)), sha256(int8send(n)), n, substr(sha256(int8send(n)), 1, 16) from generate_series(1, 2000) n;
    analyze idempotency;
    delete from idempotency;
  end if;
  if not exists (select from subjects) then
    insert into subjects select 1, 1 + n % 4, substr(sha256(int8send(n % 500)), 1, 16), n from generate_series(1, 2000) n;
    analyze subjects;
    delete from subjects;
  end if;
end
$$;
alter table idempotency force row level security;
alter table subjects force row level security;

-- The shipper reads ciphertext and wrapped keys of all tenants, which open nothing by themselves, and writes no record.
do $$
declare
  name text;
begin
  foreach name in array array['entries', 'sealed', 'originals', 'conversations', 'epochs', 'idempotency', 'subjects', 'lookups',
      'log_heads', 'tiles', 'checkpoints', 'roles', 'holds', 'policies', 'policy_drafts', 'approvals', 'approval_votes'] loop
    execute format('create policy ship on %I for select to handclasp_shipper using (true)', name);
    execute format('grant select on %I to handclasp_shipper', name);
  end loop;
end
$$;
grant select on logs, tenants, sites, api_keys to handclasp_shipper;
grant select, insert, update on copies to handclasp_shipper;
grant select, insert, delete on copied_blobs to handclasp_shipper;
grant select, insert on drills to handclasp_shipper;
grant select on copies, drills to handclasp_machine;
grant select on predecessors to handclasp_shipper, handclasp_machine, handclasp_auditor, handclasp_ingest;
