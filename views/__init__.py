"""What people and programs get to see of trajects: the shapes of interface.md, made of rows or of assessments."""
