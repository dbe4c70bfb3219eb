-- Browsers that notices are pushed to: where their push service takes a message, and the keys it is sealed with.
set search_path = handclasp;

create table notice_devices (
  tenant_id integer not null,
  person text not null,
  device text not null check (device ~ '^[0-9a-f]{16}$'),
  endpoint text not null check (length(endpoint) <= 1000),
  key bytea not null check (length(key) = 65),
  auth bytea not null check (length(auth) = 16),
  browser text not null default '' check (length(browser) <= 80),
  added bigint not null,
  primary key (tenant_id, person, device)
);
alter table notice_devices enable row level security, force row level security;
create policy own on notice_devices to handclasp_console
  using (tenant_id = any ((select current_tenants())::integer[]))
  with check (tenant_id = any ((select current_tenants())::integer[]));
grant select, insert, update, delete on notice_devices to handclasp_console;
