"""The command line: parse flags, one call, print."""
