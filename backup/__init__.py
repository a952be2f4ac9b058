"""Backups that forget with us: rows about somebody are sealed with that person's own key, which goes when they go.

The file is sealed as a whole as well. The keys are kept in another place, where only the newest copy stands.
"""
