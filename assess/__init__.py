"""Rate how far a service shares power with the people who use it, and see whether it climbs."""
