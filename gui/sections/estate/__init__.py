"""The sections of the page about what surrounds the models; each module holds its class as `SECTION`."""
