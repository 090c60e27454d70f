"""The sections of the pages that have several: a folder a page, a module a section, found by listing."""
