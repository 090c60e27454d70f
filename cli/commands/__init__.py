"""Which commands are there? One module per group of use cases."""
