-- The roles of a Handclasp database server; run once by a superuser, again without harm.
-- owner: owns every table, cannot log in. migrator: may become the owner. ingest, reader, auditor, keeper, console: the running parts.
do $$
declare
  name text;
begin
  if not exists (select from pg_roles where rolname = 'handclasp_owner') then
    create role handclasp_owner nologin noinherit;
  end if;
  foreach name in array array['migrator', 'ingest', 'reader', 'auditor', 'keeper', 'console'] loop
    if not exists (select from pg_roles where rolname = 'handclasp_' || name) then
      execute format(
        'create role %I login nosuperuser nocreatedb nocreaterole nobypassrls connection limit %s',
        'handclasp_' || name,
        case name when 'migrator' then 4 when 'keeper' then 4 when 'auditor' then 12 else 24 end
      );
    end if;
  end loop;
  grant handclasp_owner to handclasp_migrator;
end
$$;
