"""Work that takes several questions to the store."""
