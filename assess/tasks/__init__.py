"""Work that needs several queries or writes to the store."""
