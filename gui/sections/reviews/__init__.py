"""The sections of the page about reviews and requests; each module holds its class as `SECTION`."""
