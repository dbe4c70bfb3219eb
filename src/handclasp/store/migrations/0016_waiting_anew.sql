-- A hold that stood on what lies in the bin: when it is lifted, the 72 hours begin anew, and nothing is erased before.
set search_path = handclasp;

-- Whether a hold stands on a conversation, or was lifted only after the record at `since`.
create function held_since(log integer, tenant integer, it bytea, since bigint) returns boolean language sql stable parallel safe
begin atomic
  select exists (
    select from holds h where h.log_id = log and h.tenant_id = tenant and h.subject = it
      and (h.released is null or h.released > since));
end;

alter policy patience on bin using (certificate is null)
  with check (state = 0 or (due <= now_ms() and (state > 1 or not held_since(log_id, tenant_id, conversation, idx))));
alter policy patience on conversations using (
  exists (
    select from bin b
    where b.log_id = conversations.log_id and b.tenant_id = conversations.tenant_id
      and b.conversation = conversations.conversation and b.back is null and b.due <= now_ms()
      and not held_since(b.log_id, b.tenant_id, b.conversation, b.idx))
);
