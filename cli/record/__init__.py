"""`traject record …`: what coordinators and trainers say from day to day, one command for each thing."""
