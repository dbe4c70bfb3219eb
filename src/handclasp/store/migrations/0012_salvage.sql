-- Salvage: what receipts proved again of a log that ended, and anchors' proofs for those who ship.
set search_path = handclasp;

-- Each lost record that is back: where it stood in the log that ended (`generation` of predecessors, `old_idx`), in which
-- conversation, which fields are open by now, whether that is all there was to read, and where it stands in this log. No words of anybody's.
create table salvaged (
  log_id integer not null,
  tenant_id integer not null,
  generation integer not null check (generation >= 1),
  old_idx bigint not null check (old_idx >= 0),
  conversation bytea not null check (length(conversation) = 16),
  seq bigint not null check (seq > 0),
  record bytea not null check (length(record) = 32),
  opened text[] not null,
  words boolean not null,
  idx bigint not null,
  salvaged_at timestamptz not null default now(),
  primary key (log_id, tenant_id, generation, old_idx)
);
-- What proofs showed of the lost part of the tree: complete subtrees, the same whoever shows them.
create table salvage_nodes (
  log_id integer not null,
  generation integer not null check (generation >= 1),
  height smallint not null check (height between 0 and 62),
  node bigint not null check (node >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (log_id, generation, height, node)
);
-- Checkpoints that the log signed before it ended, beyond what was recovered: how many records there were for certain.
create table salvage_heads (
  log_id integer not null,
  generation integer not null check (generation >= 1),
  size bigint not null check (size > 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  primary key (log_id, generation, size)
);

alter table salvaged enable row level security, force row level security;
create policy own on salvaged to handclasp_machine
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))
  with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
do $$
declare
  name text;
begin
  foreach name in array array['salvage_nodes', 'salvage_heads'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_machine '
      'using (log_id = (select current_log())) with check (log_id = (select current_log()))', name);
    execute format('create policy public_log on %I for select to handclasp_auditor using (true)', name);
    execute format('grant select, insert on %I to handclasp_machine', name);
    execute format('grant select on %I to handclasp_auditor', name);
  end loop;
  foreach name in array array['salvaged', 'salvage_nodes', 'salvage_heads', 'anchors'] loop
    execute format('create policy ship on %I for select to handclasp_shipper using (true)', name);
    execute format('grant select on %I to handclasp_shipper', name);
  end loop;
end
$$;
grant select, insert on salvaged to handclasp_machine;
grant update (opened, words) on salvaged to handclasp_machine;
