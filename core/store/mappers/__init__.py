"""Which aggregates are stored? One file each, found by listing this folder."""
