-- Whom and which orders conversations are about, as keyed tokens, and which of these are on legal hold.
set search_path = handclasp;

-- Derived from the log by a consumer, rebuilt by reading it again. A row goes with its conversation when that is erased.
create table parties (
  log_id integer not null,
  tenant_id integer not null,
  party bytea not null check (length(party) = 16),
  conversation bytea not null check (length(conversation) = 16),
  primary key (log_id, tenant_id, party, conversation)
);
-- By conversation and by number alone: one that began like the primary key would be taken for it while a table is empty.
create index parties_conversation on parties (conversation);
create index holds_idx on holds (idx);

-- What a hold by customer or order is on beside the conversations there are: whatever comes to these joins it.
create table held_parties (
  log_id integer not null,
  tenant_id integer not null,
  idx bigint not null,
  party bytea not null check (length(party) = 16),
  released bigint,
  primary key (log_id, tenant_id, idx, party)
);

do $$
declare
  name text;
begin
  foreach name in array array['parties', 'held_parties'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_machine, handclasp_keeper '
      'using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])) '
      'with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))', name);
  end loop;
end
$$;
create policy ship on held_parties for select to handclasp_shipper using (true);
grant select on held_parties to handclasp_shipper, handclasp_machine, handclasp_keeper;
grant insert on held_parties to handclasp_keeper;
grant update (released) on held_parties to handclasp_keeper;
grant select, insert on parties to handclasp_machine;
grant select, delete on parties to handclasp_keeper;
