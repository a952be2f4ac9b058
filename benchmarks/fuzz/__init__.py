"""Bad input against every way in, drawn at random: no crash, no page that fails, no half-done fact."""
