"""The two database engines behind one interface, and the schema."""
