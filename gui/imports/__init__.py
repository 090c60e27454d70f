"""How does a register get in, step by step?"""
