"""The durable journeys: each participant's and each traject's clock and mailbox, in the programme's own words."""
