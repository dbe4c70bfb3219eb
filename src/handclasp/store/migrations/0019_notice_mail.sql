-- Notices that leave the page: to which address, what somebody was told of already, and what waits to be sent.
set search_path = handclasp;

-- An address counts once its owner has typed the code that was sent to it, of which a keyed hash is kept.
create table notice_addresses (
  tenant_id integer not null,
  person text not null,
  address text not null check (length(address) between 3 and 254),
  confirmed boolean not null default false,
  code bytea check (length(code) = 32),
  code_until bigint not null default 0,
  code_tries smallint not null default 0,
  primary key (tenant_id, person)
);
-- The things that somebody was told of while they wait, as numbers in which nothing can be read.
create table notice_told (
  tenant_id integer not null,
  person text not null,
  things bigint[] not null,
  primary key (tenant_id, person)
);
-- One row a person, way and device, so it cannot grow: when the next notice is due (null: none), when one was asked for
-- and sent last (ms). What it will say is looked up when it is sent.
create table notice_queue (
  tenant_id integer not null,
  person text not null,
  way text not null check (way ~ '^[a-z]{1,16}$'),
  device text not null default '',
  due bigint,
  asked bigint not null,
  sent bigint not null default 0,
  tries smallint not null default 0,
  primary key (tenant_id, person, way, device)
);
create index notice_queue_due on notice_queue (tenant_id, due) where due is not null;
-- What became of them, way by way. `why`: a code of ours, never a server's words.
create table notice_sendings (
  tenant_id integer not null,
  way text not null,
  sent bigint not null default 0,
  failed bigint not null default 0,
  given_up bigint not null default 0,
  sent_at bigint,
  failed_at bigint,
  why text not null default '',
  primary key (tenant_id, way)
);

do $$
declare
  name text;
begin
  foreach name in array array['notice_addresses', 'notice_told', 'notice_queue', 'notice_sendings'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format(
      'create policy own on %I to handclasp_console using (tenant_id = any ((select current_tenants())::integer[])) '
      'with check (tenant_id = any ((select current_tenants())::integer[]))', name);
    execute format('grant select, insert, update, delete on %I to handclasp_console', name);
  end loop;
end
$$;
create policy ship on notice_addresses for select to handclasp_shipper using (true);
grant select on notice_addresses to handclasp_shipper;
