"""Participants answer for themselves: the links to the page, and its words in each language."""
