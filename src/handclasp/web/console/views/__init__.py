"""The console's pages, one file per errand: entry, queue, thread, live, evidence, trouble."""
