-- What stands for a word in the search index is made in another way now: the index is made anew by reading on from -1.
set search_path = handclasp;
truncate search_blocks, search_segments, search_keys, search_closed;
alter table cursors no force row level security;
update cursors set position = -1 where consumer = 'search';
alter table cursors force row level security;
