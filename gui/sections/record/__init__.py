"""The sections of the page about the record of one model; each module holds its class as `SECTION`."""
