"""How is a long trail checked quickly? In segments, each by a process that knows nothing of a workspace."""
