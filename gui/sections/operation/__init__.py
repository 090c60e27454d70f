"""Which sections has the page about models in operation? Each module holds its class as `SECTION`."""
