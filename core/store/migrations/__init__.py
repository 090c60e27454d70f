"""How does a database of an earlier form become one of the present form?"""
