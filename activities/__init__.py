"""What touches the world on behalf of a workflow: one transaction a message, and the wake-ups that follow from it."""
