-- Up to which record somebody has seen a conversation: for the lists' "new", kept for nobody but themselves. That they
-- looked is in the journal already; this is no evidence of it, is in no copy, and goes with what is erased.
set search_path = handclasp;

create table seen (
  log_id integer not null,
  tenant_id integer not null,
  person text not null check (person <> ''),
  conversation bytea not null check (length(conversation) = 16),
  seq bigint not null check (seq >= 0),
  again boolean not null default false,
  primary key (log_id, tenant_id, person, conversation)
);
create index seen_conversation on seen (log_id, tenant_id, conversation);
alter table seen enable row level security, force row level security;

-- Each person's marks are their own, within one tenant; a transaction that names nobody has none.
create policy own on seen to handclasp_console
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
    and person = (select current_person()))
  with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
    and person = (select current_person()));
grant select, insert on seen to handclasp_console;
grant update (seq, again) on seen to handclasp_console;

create policy erase on seen to handclasp_keeper
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
    and erased_to(log_id, tenant_id, conversation) >= 1);
grant select, delete on seen to handclasp_keeper;
