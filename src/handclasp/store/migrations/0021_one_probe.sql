-- The rules of the bin look up one row for one row. Said as `exists`, PostgreSQL may look up all of a table at once instead, or take an
-- index of states for it: with statistics that are older than the rows, each batch of an erasure then reads the whole bin. A
-- question for one value, and `offset 0`, leave it no such choice. The rules allow what they allowed before.
set search_path = handclasp;

alter policy patience on conversations using (
  exists (
    select from bin b
    where b.log_id = conversations.log_id and b.tenant_id = conversations.tenant_id
      and b.conversation = conversations.conversation and b.back is null and b.due <= now_ms()
      and not held_since(b.log_id, b.tenant_id, b.conversation, b.idx) offset 0)
);

do $$
declare
  name text;
begin
  foreach name in array array['sealed', 'parties', 'idempotency', 'search_closed'] loop
    execute format(
      'alter policy patience on %1$I using ((select b.state from bin b'
      '  where b.log_id = %1$I.log_id and b.tenant_id = %1$I.tenant_id and b.conversation = %1$I.conversation'
      '    and b.back is null) >= 1)', name);
  end loop;
  foreach name in array array['originals', 'lookups', 'subjects'] loop
    execute format(
      'alter policy patience on %1$I using ((select'
      '  (select b.state from bin b where b.log_id = e.log_id and b.tenant_id = e.tenant_id'
      '     and b.conversation = e.conversation and b.back is null)'
      '  from entries e where e.log_id = %1$I.log_id and e.idx = %1$I.idx and e.tenant_id = %1$I.tenant_id) >= 1)', name);
  end loop;
end
$$;
