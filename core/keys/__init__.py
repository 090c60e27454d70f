"""With which keys do persons sign events, decisions and reports?"""
