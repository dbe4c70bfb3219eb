-- Who may see which rows: the second wall. It holds even where the first (the policies) has a hole.
-- A reader's transaction names one person (handclasp.person), or one customer's conversation (handclasp.conversation);
-- naming neither, it sees nothing. How far a person reaches is read here, never taken from the caller.
set search_path = handclasp;

grant usage on schema handclasp to handclasp_machine, handclasp_revealer;

create function current_person() returns text language sql stable parallel safe
  return nullif(current_setting('handclasp.person', true), '');
create function current_conversation() returns bytea language sql stable parallel safe
  return decode(nullif(current_setting('handclasp.conversation', true), ''), 'hex');
create function current_subject() returns bytea language sql stable parallel safe
  return decode(nullif(current_setting('handclasp.subject', true), ''), 'hex');

-- Roles by how far they reach; tenant 0: built in. `journal`: may read the tenant's journal.
create table roles (
  tenant_id integer not null,
  role text not null check (role ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  reach text not null check (reach in ('none', 'own', 'team', 'all', 'merchant')),
  journal boolean not null,
  primary key (tenant_id, role)
);
insert into roles values
  (0, 'agent', 'own', false), (0, 'lead', 'team', false), (0, 'specialist', 'all', false), (0, 'director', 'all', false),
  (0, 'privacy', 'all', false), (0, 'auditor', 'none', true), (0, 'merchant', 'merchant', false),
  (0, 'administrator', 'none', false);

-- The accounts as this wall knows them: the console keeps them in step, in the transaction that changes an account.
create table people (
  tenant_id integer not null,
  person text not null,
  role text not null,
  team text not null default '',
  merchant text not null default '',
  active boolean not null,
  primary key (tenant_id, person)
);

-- Whose conversation it is, derived from the log by the desk; rebuilt by reading the log again.
create table assignments (
  log_id integer not null,
  tenant_id integer not null,
  conversation bytea not null check (length(conversation) = 16),
  agent text not null default '',
  team text not null default '',
  merchants text[] not null default '{}',
  primary key (log_id, tenant_id, conversation)
);

-- Legal holds by the index of the record that placed and, later, of the one that released them.
create table holds (
  log_id integer not null,
  tenant_id integer not null,
  subject bytea not null check (length(subject) = 16),
  idx bigint not null,
  released bigint,
  primary key (log_id, tenant_id, subject, idx)
);

-- Published policy sets: never changed, never deleted. `idx` is the policy record that names the digest.
create table policies (
  tenant_id integer not null,
  number integer not null check (number > 0),
  digest bytea not null check (length(digest) = 32),
  files jsonb not null,
  idx bigint not null,
  published_at timestamptz not null default now(),
  primary key (tenant_id, number)
);
create table policy_drafts (
  tenant_id integer not null,
  digest bytea not null check (length(digest) = 32),
  files jsonb not null,
  drafted_by text not null,
  drafted_at timestamptz not null default now(),
  primary key (tenant_id, digest)
);

-- What waits for a second person, and who said what. What is asked stands sealed in the journal (`idx`), never here.
create table approvals (
  tenant_id integer not null,
  request bytea not null check (length(request) = 16),
  digest bytea not null check (length(digest) = 32),
  kind text not null,
  subject bytea check (length(subject) = 16),
  requester text not null,
  requester_role text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  people integer not null check (people >= 1),
  idx bigint not null,
  state text not null check (state in ('open', 'approved', 'rejected', 'withdrawn', 'used', 'expired')),
  used_at timestamptz,
  primary key (tenant_id, request)
);
create unique index approvals_open on approvals (tenant_id, digest, requester) where state in ('open', 'approved');
create index approvals_waiting on approvals (tenant_id, expires_at) where state = 'open';
create index approvals_requester on approvals (tenant_id, requester, requested_at desc);
create table approval_votes (
  tenant_id integer not null,
  request bytea not null,
  person text not null,
  role text not null,
  decision text not null check (decision in ('approve', 'reject')),
  idx bigint not null,
  at timestamptz not null,
  primary key (tenant_id, request, person)
);

-- A tenant's journals: few among many conversations.
create index conversations_journal on conversations (log_id, tenant_id) where journal;
-- Making an index on an empty table tells the planner "nothing here": teach it again what 0001 taught.
alter table conversations no force row level security;
do $$
begin
  if not exists (select from conversations) then
    insert into conversations select 1, 1 + n % 4, substr(sha256(int8send(n)), 1, 16), sha256(int8send(n)), false, 1, '', '' from generate_series(1, 2000) n;
    analyze conversations;
    delete from conversations;
  end if;
end
$$;
alter table conversations force row level security;

-- How far the person of this transaction reaches; null for nobody, for a suspended account, for an unknown role.
create function my_reach() returns text language sql stable parallel safe
begin atomic
  select case
    when current_person() is null and current_conversation() is not null then 'conversation'
    else (
      select r.reach from people p join roles r on r.role = p.role and r.tenant_id in (0, p.tenant_id)
      where p.tenant_id = any ((select current_tenants())::integer[]) and p.person = current_person() and p.active
      order by r.tenant_id desc limit 1
    )
  end;
end;
create function reads_journal() returns boolean language sql stable parallel safe
begin atomic
  select coalesce((
    select r.journal from people p join roles r on r.role = p.role and r.tenant_id in (0, p.tenant_id)
    where p.tenant_id = any ((select current_tenants())::integer[]) and p.person = current_person() and p.active
    order by r.tenant_id desc limit 1
  ), false);
end;
create function my_team() returns text language sql stable parallel safe
begin atomic
  select nullif(team, '') from people where tenant_id = any ((select current_tenants())::integer[]) and person = current_person();
end;
create function my_merchant() returns text language sql stable parallel safe
begin atomic
  select nullif(merchant, '') from people
  where tenant_id = any ((select current_tenants())::integer[]) and person = current_person();
end;

do $$
declare
  name text;
begin
  foreach name in array array['roles', 'people', 'assignments', 'holds', 'policies', 'policy_drafts', 'approvals', 'approval_votes'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    -- The console manages people, policies and approvals of all tenants; it reads no record.
    execute format('create policy manage on %I to handclasp_console using (true) with check (true)', name);
  end loop;
  foreach name in array array['people', 'holds', 'policies', 'policy_drafts', 'approvals', 'approval_votes'] loop
    execute format(
      'create policy own on %I for select to handclasp_reader, handclasp_machine, handclasp_revealer '
      'using (tenant_id = any ((select current_tenants())::integer[]))', name);
  end loop;
  create policy own on roles for select to handclasp_reader, handclasp_machine, handclasp_revealer
    using (tenant_id = 0 or tenant_id = any ((select current_tenants())::integer[]));
  create policy own on assignments for select to handclasp_reader, handclasp_machine, handclasp_revealer
    using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));
  create policy place on holds to handclasp_keeper
    using (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]))
    with check (log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[]));

  -- The reader's old, tenant-wide view goes to the machine; its own follows below.
  foreach name in array array['entries', 'sealed', 'originals', 'conversations', 'epochs', 'idempotency', 'subjects', 'cursors'] loop
    execute format('alter policy own on %I to handclasp_ingest, handclasp_machine, handclasp_keeper, handclasp_console', name);
  end loop;
  foreach name in array array['log_heads', 'tiles', 'checkpoints'] loop
    execute format(
      'alter policy public_log on %I to handclasp_reader, handclasp_machine, handclasp_revealer, handclasp_auditor, handclasp_console', name);
  end loop;
end
$$;

-- A conversation is visible to whom it is assigned to, to their team, to the merchant it is about, or to whoever reaches
-- all; a customer sees the one of the session. Journals only to those who read journals.
create policy visible on conversations for select to handclasp_reader, handclasp_revealer using (
  log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
  and case when journal then (select reads_journal()) else
    case (select my_reach())
      when 'all' then true
      when 'conversation' then conversation = (select current_conversation())
      when 'own' then exists (
        select from assignments a where a.log_id = conversations.log_id and a.tenant_id = conversations.tenant_id
          and a.conversation = conversations.conversation and a.agent = (select current_person()))
      when 'team' then exists (
        select from assignments a where a.log_id = conversations.log_id and a.tenant_id = conversations.tenant_id
          and a.conversation = conversations.conversation and (a.agent = '' or a.team = (select my_team())))
      when 'merchant' then exists (
        select from assignments a where a.log_id = conversations.log_id and a.tenant_id = conversations.tenant_id
          and a.conversation = conversations.conversation and (select my_merchant()) = any (a.merchants))
      else false
    end
  end
);
-- The index of who looked: about conversations one may see; about people only for those who read journals.
create policy visible on subjects for select to handclasp_reader using (
  log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
  and ((select reads_journal()) or exists (
    select from conversations c
    where c.log_id = subjects.log_id and c.tenant_id = subjects.tenant_id and c.conversation = subjects.subject))
);
do $$
declare
  name text;
begin
  foreach name in array array['entries', 'sealed'] loop
    -- A journal's record is also visible to who may see the conversation it is about, asked for by its subject.
    execute format(
      'create policy visible on %1$I for select to handclasp_reader using ('
      '  log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])'
      '  and (exists (select from conversations c where c.log_id = %1$I.log_id and c.tenant_id = %1$I.tenant_id'
      '         and c.conversation = %1$I.conversation)'
      '       or ((select current_subject()) is not null and exists (select from subjects s where s.log_id = %1$I.log_id'
      '         and s.tenant_id = %1$I.tenant_id and s.subject = (select current_subject()) and s.idx = %1$I.idx))))', name);
    execute format(
      'create policy visible_original on %1$I for select to handclasp_revealer using ('
      '  log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])'
      '  and exists (select from conversations c where c.log_id = %1$I.log_id and c.tenant_id = %1$I.tenant_id'
      '    and c.conversation = %1$I.conversation and not c.journal))', name);
  end loop;
end
$$;
-- Originals: for the one door that reveals, and there under the same wall.
create policy visible on originals for select to handclasp_revealer using (
  log_id = (select current_log()) and tenant_id = any ((select current_tenants())::integer[])
  and exists (select from entries e where e.log_id = originals.log_id and e.idx = originals.idx
    and e.tenant_id = originals.tenant_id)
);

revoke select on originals, cursors, conversations from handclasp_reader;
revoke insert, update on cursors from handclasp_reader;
revoke select on sites, api_keys from handclasp_reader;
grant select on logs, tenants to handclasp_machine, handclasp_revealer;
grant select on sites, api_keys to handclasp_machine;
grant select on entries, sealed, subjects, tiles, checkpoints, log_heads to handclasp_machine;
grant select, insert, update on cursors to handclasp_machine;
-- Not the wrapped keys: reading never needs them from here.
grant select (log_id, tenant_id, conversation, journal, epoch, opened_at) on conversations
  to handclasp_reader, handclasp_revealer, handclasp_machine;
grant select on entries, sealed, originals, tiles, checkpoints, log_heads to handclasp_revealer;
grant select on roles, people, assignments to handclasp_reader, handclasp_machine, handclasp_revealer;
grant select on holds to handclasp_reader, handclasp_machine, handclasp_keeper;
grant insert on holds to handclasp_keeper;
grant update (released) on holds to handclasp_keeper;
grant select on policies to handclasp_machine, handclasp_reader;
grant select, insert on policies, policy_drafts to handclasp_console;
grant select, insert, update, delete on roles, people, assignments to handclasp_console;
grant select, insert, update on approvals to handclasp_console;
grant select, insert on approval_votes to handclasp_console;
-- The built-in roles are the house's.
create policy built_in_insert on roles as restrictive for insert to handclasp_console with check (tenant_id > 0);
create policy built_in_update on roles as restrictive for update to handclasp_console using (tenant_id > 0);
create policy built_in_delete on roles as restrictive for delete to handclasp_console using (tenant_id > 0);
