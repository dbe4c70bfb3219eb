"""The command line by subject, one file each; `handclasp.cli` puts them together."""
