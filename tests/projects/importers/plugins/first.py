"""A plug-in."""
name = "first"
