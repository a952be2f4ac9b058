"""What the engine costs and how fast it is, measured against a floor in the same run; results lie in `results/`."""
