-- How sure each detector has to be, by tenant: what reviewers' verdicts in the log make of it. Derived, and no words.
-- 0: as sure as the detector likes.
set search_path = handclasp;

create table tuning (
  log_id integer not null,
  tenant_id integer not null,
  detector text not null check (length(detector) <= 80),
  floor smallint not null check (floor between 0 and 80),
  primary key (log_id, tenant_id, detector)
);
alter table tuning enable row level security, force row level security;
create policy own on tuning to handclasp_machine
  using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))
  with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
grant select, insert, update on tuning to handclasp_machine;
