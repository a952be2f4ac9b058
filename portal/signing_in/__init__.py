"""Who somebody is: accounts with a password, or those of an organisation, and where they are signed in."""
