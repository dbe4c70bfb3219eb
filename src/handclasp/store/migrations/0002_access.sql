-- Who may knock at the machine doors: sites with a widget, and API keys (hashed).
set search_path = handclasp;

create table sites (
  site_key text primary key,
  tenant_id integer not null,
  name text not null,
  origins text[] not null,
  shop_secret bytea not null
);

create table api_keys (
  key_id text primary key,
  tenant_id integer not null,
  hash bytea not null check (length(hash) = 32),
  scopes text[] not null,
  label text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

grant select on sites, api_keys to handclasp_reader;
grant select, insert, update on sites, api_keys to handclasp_console;
-- The console keeps its own tables (staff, queues) here and owns them.
create schema control;
grant usage, create on schema control to handclasp_console;
