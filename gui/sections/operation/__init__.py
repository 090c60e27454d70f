"""The sections of the page about models in operation; each module holds its class as `SECTION`."""
