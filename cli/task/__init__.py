"""`traject task …`: look at one task, take it, hand it over, postpone it, say that it is done."""
