"""What a project lead looks at: all trajects together, in counts, and what stands behind each count."""
