"""Kills, freezes and restarts everything under random work, and then holds each promise against what was answered."""
