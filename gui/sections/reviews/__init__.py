"""Which sections has the page about reviews and requests? Each module holds its class as `SECTION`."""
