-- The roles of a Handclasp database server; run once by a superuser, again without harm.
-- owner: owns every table, cannot log in. migrator: may become the owner. The others are the running parts: ingest writes records,
-- reader reads for one person, revealer opens originals for one person, machine reads for our own consumers, auditor reads what needs
-- no key, keeper deletes, console keeps people, policies and approvals, shipper reads ciphertext for the copies.
do $$
declare
  name text;
begin
  if not exists (select from pg_roles where rolname = 'handclasp_owner') then
    create role handclasp_owner nologin;  -- inherits: PostgreSQL 15 gives an owner of a database its schema only so
  end if;
  foreach name in array array['migrator', 'ingest', 'reader', 'machine', 'revealer', 'auditor', 'keeper', 'console', 'shipper'] loop
    if not exists (select from pg_roles where rolname = 'handclasp_' || name) then
      execute format(
        'create role %I login nosuperuser nocreatedb nocreaterole nobypassrls connection limit %s',
        'handclasp_' || name,
        case name when 'migrator' then 4 when 'keeper' then 4 when 'revealer' then 8 when 'auditor' then 12 when 'shipper' then 16 else 24 end
      );
    end if;
  end loop;
  grant handclasp_owner to handclasp_migrator;
end
$$;
