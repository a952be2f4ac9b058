"""What must be done now, for whom, why and by when (programme.md §5): a small function for each kind of task."""
