"""Which forms has the database had?"""
