-- How often somebody did lately what must stay rare in all processes together: by account, the times (ms) alone.
set search_path = handclasp;

create table often (
  log_id integer not null,
  tenant_id integer not null,
  what text not null check (length(what) <= 40),
  who text not null check (length(who) <= 200),
  times bigint[] not null,
  primary key (log_id, tenant_id, what, who)
);
alter table often enable row level security, force row level security;
create policy own on often to handclasp_machine
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))
  with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
grant select, insert, update on often to handclasp_machine;
