"""What must be done now, for whom, why and by when (docs/rules.md, Tasks): a small function for each kind of task."""
