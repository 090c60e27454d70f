"""How wide is the text of a page, for parts that draw charts without laying out pages?"""

TEXT_WIDTH = 481.0
"""In points: A4 less both margins."""
