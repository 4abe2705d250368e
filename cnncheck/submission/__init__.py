"""People's files: found, copied, parsed and loaded, whatever else they hold."""
