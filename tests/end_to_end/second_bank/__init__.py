"""A bank that comes with a grown register: its persons, its tables, and its way to type commands."""
