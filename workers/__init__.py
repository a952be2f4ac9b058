"""Wiring: settings, the connection to Temporal, encryption, and the process that does the work."""
