-- Each ciphertext has its one kind of reader: originals the revealer, bodies the readers; who writes or deletes has none.
set search_path = handclasp;

revoke select on sealed, originals from handclasp_ingest, handclasp_keeper;
revoke select on sealed from handclasp_revealer;
-- What a deletion names.
grant select (log_id, tenant_id, idx, conversation, received) on sealed to handclasp_keeper;
grant select (log_id, tenant_id, idx, field) on originals to handclasp_keeper;
