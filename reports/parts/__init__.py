"""Which sections do several reports share?"""
