"""Files that people hand in: checked and taken in behind the page, which tells how far it is."""
