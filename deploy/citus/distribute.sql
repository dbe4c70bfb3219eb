-- Spreads the record path over the workers of a Citus cluster, by log. Run once, as the owner of the tables, on the
-- coordinator, in an empty house (after `handclasp setup`, before the first message). Citus itself is not run by
-- Handclasp's tests; they check that every table, key and query of the record path obeys its rules (tests/store/test_citus.py).
select create_distributed_table('handclasp.log_heads', 'log_id', shard_count => 64);
select create_distributed_table('handclasp.tiles', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.checkpoints', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.anchors', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.entries', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.sealed', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.originals', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.conversations', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.epochs', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.idempotency', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.subjects', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.cursors', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.assignments', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.holds', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.parties', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.held_parties', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.seen', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.rights', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.restrictions', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.tuning', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.search_segments', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.search_keys', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.search_blocks', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.search_closed', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.lookups', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.often', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.copies', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.copied_blobs', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.drills', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.predecessors', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.salvaged', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.salvage_nodes', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.salvage_heads', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.extensions', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.bin_files', 'log_id', colocate_with => 'handclasp.log_heads');
select create_distributed_table('handclasp.bin', 'log_id', colocate_with => 'handclasp.log_heads');

-- Small, read by every node, written seldom.
select create_reference_table('handclasp.logs');
select create_reference_table('handclasp.sites');
select create_reference_table('handclasp.api_keys');
select create_reference_table('handclasp.roles');
select create_reference_table('handclasp.people');
select create_reference_table('handclasp.policies');
select create_reference_table('handclasp.policy_drafts');
select create_reference_table('handclasp.approvals');
select create_reference_table('handclasp.approval_votes');
select create_reference_table('handclasp.notice_choices');
select create_reference_table('handclasp.notice_devices');
select create_reference_table('handclasp.notice_sendings');
select create_reference_table('handclasp.notice_queue');
select create_reference_table('handclasp.notice_told');
select create_reference_table('handclasp.notice_addresses');
select create_reference_table('handclasp.tenants');
