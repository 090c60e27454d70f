"""Which sections has the page about the norms? Each module holds its class as `SECTION`."""
