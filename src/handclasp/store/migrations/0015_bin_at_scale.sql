-- A bin of many: what waits at one step of its erasure is found without passing what waits at another.
set search_path = handclasp;

drop index bin_unfinished;
create index bin_unfinished on bin (log_id, tenant_id, state, due, conversation) where back is null and state < 7;
-- Every process looks every few seconds for whose keys were dropped since.
create index bin_dropped on bin (log_id, dropped_at) where back is null and state > 0;
