-- Requests for a second person and the votes on them. What is asked stands sealed in the journal, never here.

-- name: add (index approvals_open: one live request of a digest and requester)
insert into handclasp.approvals (
  tenant_id, request, digest, kind, subject, requester, requester_role, requested_at, expires_at, people, idx, state)
values (
  %(tenant)s, decode(%(request)s, 'hex'), %(digest)s, %(kind)s, nullif(decode(%(subject)s, 'hex'), ''), %(requester)s, %(requester_role)s,
  to_timestamp(%(requested)s::bigint / 1000.0::numeric), to_timestamp(%(expires)s::bigint / 1000.0::numeric), %(people)s, %(idx)s, %(state)s)
on conflict (tenant_id, digest, requester) where state in ('open', 'approved') do nothing

-- name: live (index approvals_open)
select encode(request, 'hex'), digest, kind, coalesce(encode(subject, 'hex'), ''), requester, requester_role, (extract(epoch from requested_at) * 1000)::bigint,
  (extract(epoch from expires_at) * 1000)::bigint, people, idx, state
from handclasp.approvals
where tenant_id = %(tenant)s and digest = %(digest)s and requester = %(requester)s and state in ('open', 'approved')

-- name: find (primary key)
select encode(request, 'hex'), digest, kind, coalesce(encode(subject, 'hex'), ''), requester, requester_role, (extract(epoch from requested_at) * 1000)::bigint,
  (extract(epoch from expires_at) * 1000)::bigint, people, idx, state
from handclasp.approvals where tenant_id = %(tenant)s and request = decode(%(request)s, 'hex')

-- name: asked_by (index approvals_requester)
select encode(request, 'hex'), digest, kind, coalesce(encode(subject, 'hex'), ''), requester, requester_role, (extract(epoch from requested_at) * 1000)::bigint,
  (extract(epoch from expires_at) * 1000)::bigint, people, idx, state
from handclasp.approvals where tenant_id = %(tenant)s and requester = %(requester)s
order by state in ('open', 'approved') desc, requested_at desc, request limit %(limit)s

-- name: open (index approvals_waiting)
select encode(request, 'hex'), digest, kind, coalesce(encode(subject, 'hex'), ''), requester, requester_role, (extract(epoch from requested_at) * 1000)::bigint,
  (extract(epoch from expires_at) * 1000)::bigint, people, idx, state
from handclasp.approvals
where tenant_id = %(tenant)s and state = 'open' and expires_at > to_timestamp(%(now)s::bigint / 1000.0::numeric)
order by expires_at, request limit %(limit)s

-- name: due (index approvals_open; the live ones of a tenant are few)
select encode(request, 'hex'), digest, kind, coalesce(encode(subject, 'hex'), ''), requester, requester_role, (extract(epoch from requested_at) * 1000)::bigint,
  (extract(epoch from expires_at) * 1000)::bigint, people, idx, state
from handclasp.approvals
where tenant_id = %(tenant)s and state in ('open', 'approved') and expires_at <= to_timestamp(%(now)s::bigint / 1000.0::numeric)
order by expires_at, request limit %(limit)s

-- name: votes (primary key of approval_votes)
select person, role, decision, idx, (extract(epoch from at) * 1000)::bigint
from handclasp.approval_votes where tenant_id = %(tenant)s and request = decode(%(request)s, 'hex') order by idx

-- name: lock (primary key)
select state from handclasp.approvals
where tenant_id = %(tenant)s and request = decode(%(request)s, 'hex') and expires_at > to_timestamp(%(at)s::bigint / 1000.0::numeric)
for update

-- name: vote (primary key of approval_votes)
insert into handclasp.approval_votes (tenant_id, request, person, role, decision, idx, at)
values (%(tenant)s, decode(%(request)s, 'hex'), %(person)s, %(role)s, %(decision)s, %(idx)s, to_timestamp(%(at)s::bigint / 1000.0::numeric))
on conflict (tenant_id, request, person) do nothing

-- name: counted (primary key of approval_votes)
select count(*) filter (where decision = 'approve'), count(*) filter (where decision = 'reject')
from handclasp.approval_votes where tenant_id = %(tenant)s and request = decode(%(request)s, 'hex')

-- name: move (primary key)
update handclasp.approvals
set state = %(after)s,
  used_at = case when %(after)s = 'used' then to_timestamp(%(at)s::bigint / 1000.0::numeric) else used_at end
where tenant_id = %(tenant)s and request = decode(%(request)s, 'hex') and state = any (%(before)s)
