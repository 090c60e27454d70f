"""Which sections has the page about what surrounds the models? Each module holds its class as `SECTION`."""
