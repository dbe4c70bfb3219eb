-- Customers' requests about their data, and what they restrict.

-- name: put (primary key; an older state never takes a newer one's place)
insert into handclasp.rights as r (log_id, tenant_id, request, what, law, state, subjects, opened, due, steps, idx)
values (%(log)s, %(tenant)s, %(request)b, %(what)s, %(law)s, %(state)s, %(subjects)b::bytea[], %(opened)s, %(due)s,
  %(steps)s, %(idx)s)
on conflict (log_id, tenant_id, request) do update
set state = excluded.state, due = excluded.due, steps = excluded.steps, idx = excluded.idx
where r.steps < excluded.steps

-- name: find (primary key)
select request, what, law, state, subjects, opened, due, steps, idx from handclasp.rights
where log_id = %(log)s and tenant_id = %(tenant)s and request = %(request)b

-- name: listed (primary key, by its leading columns; a tenant has few requests)
select request, what, law, state, subjects, opened, due, steps, idx from handclasp.rights
where log_id = %(log)s and tenant_id = %(tenant)s
order by state in ('answered', 'refused', 'withdrawn'), due, request limit %(limit)s

-- name: about (primary key, by its leading columns; a tenant has few requests)
select request, what, law, state, subjects, opened, due, steps, idx from handclasp.rights
where log_id = %(log)s and tenant_id = %(tenant)s and %(subject)b::bytea = any (subjects) order by opened desc, request

-- name: restrict (primary key)
insert into handclasp.restrictions (log_id, tenant_id, subject, kind, request)
select %(log)s, %(tenant)s, subject, %(kind)s, %(request)b from unnest(%(subjects)b::bytea[]) subject
on conflict do nothing

-- name: lift (primary key, by its leading columns; a tenant has few restrictions)
update handclasp.restrictions set lifted = true
where log_id = %(log)s and tenant_id = %(tenant)s and request = %(request)b and not lifted
