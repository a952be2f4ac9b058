"""What people and programs get to see of trajects: what `--json` prints, made of rows or of assessments."""
