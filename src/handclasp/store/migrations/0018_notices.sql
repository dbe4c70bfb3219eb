-- What each person wants to be told of outside the page, and how: kinds and ways, never a word of a conversation.
set search_path = handclasp;

create table notice_choices (
  tenant_id integer not null,
  person text not null,
  wanted text[] not null default '{}',
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  zone text not null default 'UTC',
  primary key (tenant_id, person)
);
alter table notice_choices enable row level security, force row level security;
create policy own on notice_choices to handclasp_console
  using (tenant_id = any ((select current_tenants())::integer[]))
  with check (tenant_id = any ((select current_tenants())::integer[]));
create policy ship on notice_choices for select to handclasp_shipper using (true);
grant select, insert, update, delete on notice_choices to handclasp_console;
grant select on notice_choices to handclasp_shipper;
