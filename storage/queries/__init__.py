"""What is read, by who reads it; every query is one statement and returns plain values."""
