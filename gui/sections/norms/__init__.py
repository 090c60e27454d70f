"""The sections of the page about the norms; each module holds its class as `SECTION`."""
