"""Which sections has the page about the record of one model? Each module holds its class as `SECTION`."""
