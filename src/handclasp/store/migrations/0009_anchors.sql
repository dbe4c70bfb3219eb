-- Anchors: what is known outside the house about the log's checkpoints. Public, like checkpoints; nothing of a customer.
set search_path = handclasp;

-- One row for each place outside (kind) and checkpoint (size), so none is anchored twice. `state`: what is to be sent,
-- kept before it is; null as long as nothing was begun. `cost`: what it may cost at most, then what was paid (wei).
create table anchors (
  log_id integer not null,
  kind text not null check (kind in ('witness', 'rfc3161', 'ethereum', 'ipfs')),
  size bigint not null check (size > 0),
  note text not null,
  why text not null check (why in ('schedule', 'evidence', 'command')),
  asked_at timestamptz not null default now(),
  state bytea,
  begun_at timestamptz,
  cost numeric(78, 0) not null default 0 check (cost >= 0),
  tries integer not null default 0,
  next_try timestamptz not null default now(),
  failed text not null default '' check (length(failed) <= 400),
  proof text,
  done_at timestamptz,
  primary key (log_id, kind, size),
  check ((proof is null) = (done_at is null))
);
alter table anchors enable row level security, force row level security;
create policy own on anchors to handclasp_machine
  using (log_id = (select current_log())) with check (log_id = (select current_log()));
-- What is proved stays as it is.
create policy open_only on anchors as restrictive for update to handclasp_machine using (proof is null) with check (true);
create policy public_log on anchors for select to handclasp_auditor using (true);
grant select, insert on anchors to handclasp_machine;
-- A checkpoint that was not begun may give way to a newer one; afterwards only how far it is changes.
grant update (size, note, why, state, begun_at, cost, tries, next_try, failed, proof, done_at) on anchors to handclasp_machine;
grant select (log_id, kind, size, note, why, asked_at, cost, proof, done_at) on anchors to handclasp_auditor;
