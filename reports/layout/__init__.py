"""How does a document become pages?"""
