-- People, roles and holds as the walls know them; policy sets as they were published.

-- name: account (primary key)
select role, team, merchant from handclasp.people where tenant_id = %(tenant)s and person = %(person)s and active

-- name: set_role (primary key)
insert into handclasp.roles (tenant_id, role, reach, journal) values (%(tenant)s, %(role)s, %(reach)s, %(journal)s)
on conflict (tenant_id, role) do update set reach = excluded.reach, journal = excluded.journal

-- name: drop_roles (primary key)
delete from handclasp.roles where tenant_id = %(tenant)s and not role = any (%(roles)s::text[])

-- name: place_hold
insert into handclasp.holds (log_id, tenant_id, subject, idx)
select %(log)s, %(tenant)s, subject, %(idx)s from unnest(%(subjects)b::bytea[]) subject on conflict do nothing

-- name: release_hold (primary key, by its leading columns; a tenant has few holds)
update handclasp.holds set released = %(released)s
where log_id = %(log)s and tenant_id = %(tenant)s and idx = %(idx)s and released is null

-- name: holds (primary key, by its leading columns)
select subject, idx, released from handclasp.holds where log_id = %(log)s and tenant_id = %(tenant)s order by idx desc

-- name: published (primary key, backwards)
select number, digest, files, idx, published_at from handclasp.policies
where tenant_id = %(tenant)s order by number desc limit %(limit)s

-- name: publish (primary key)
insert into handclasp.policies (tenant_id, number, digest, files, idx)
values (%(tenant)s, %(number)s, %(digest)b, %(files)s, %(idx)s)

-- name: draft (primary key)
insert into handclasp.policy_drafts (tenant_id, digest, files, drafted_by)
values (%(tenant)s, %(digest)b, %(files)s, %(person)s) on conflict do nothing

-- name: drafted (primary key)
select files, drafted_by, drafted_at from handclasp.policy_drafts where tenant_id = %(tenant)s and digest = %(digest)b

-- name: drafts (primary key, by its leading column; a tenant has few drafts)
select digest, drafted_by, drafted_at from handclasp.policy_drafts where tenant_id = %(tenant)s order by drafted_at desc

-- name: count_one_more (primary key; a row when there were fewer than `most` since `since`, who then has one more)
insert into handclasp.often as o (log_id, tenant_id, what, who, times) values (%(log)s, %(tenant)s, %(what)s, %(who)s, array[%(now)s::bigint])
on conflict (log_id, tenant_id, what, who) do update
set times = array(select t from unnest(o.times) as t where t > %(since)s) || excluded.times
where (select count(*) from unnest(o.times) as t where t > %(since)s) < %(most)s
returning 1
