"""Which fields does the register have, section by section?

Every module of this folder holds `FIELDS` of one section of the form; they are found by listing.
"""
