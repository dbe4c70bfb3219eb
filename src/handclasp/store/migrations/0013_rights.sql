-- Customers' requests about their data, as their sealed steps say, and what such a request restricts.
set search_path = handclasp;

-- Every column follows from the steps in the journal (`idx`: the newest); no word of anybody's stands here. Times are ms.
create table rights (
  log_id integer not null,
  tenant_id integer not null,
  request bytea not null check (length(request) = 16),
  what text not null check (what in ('access', 'copy', 'correction', 'restriction', 'erasure', 'objection')),
  law text not null check (law in ('gdpr', 'pipl')),
  state text not null check (state in ('open', 'verified', 'waiting', 'answered', 'refused', 'withdrawn')),
  subjects bytea[] not null,
  opened bigint not null,
  due bigint not null,
  steps integer not null check (steps > 0),
  idx bigint not null,
  primary key (log_id, tenant_id, request)
);

-- Conversations whose processing their customer had restricted, or objected to, by the index of the step that says so.
create table restrictions (
  log_id integer not null,
  tenant_id integer not null,
  subject bytea not null check (length(subject) = 16),
  kind text not null check (kind in ('restriction', 'objection')),
  request bytea not null check (length(request) = 16),
  lifted boolean not null default false,
  primary key (log_id, tenant_id, subject, kind, request)
);

do $$
declare
  name text;
begin
  foreach name in array array['rights', 'restrictions'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_console, handclasp_machine '
      'using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])) '
      'with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))', name);
    execute format('create policy ship on %I for select to handclasp_shipper using (true)', name);
    execute format('grant select on %I to handclasp_shipper, handclasp_machine, handclasp_console', name);
    execute format('grant insert on %I to handclasp_console', name);
  end loop;
end
$$;
grant update (state, due, steps, idx) on rights to handclasp_console;
grant update (lifted) on restrictions to handclasp_console;
