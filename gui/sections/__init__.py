"""Which sections have the pages that have several? A folder a page, a module a section, found by listing."""
