-- Short words between the processes of one house. They are of the moment: nothing of them is stored.

-- name: say (no table)
select pg_notify('handclasp_beside', %(words)s)
