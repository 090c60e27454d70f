"""What are the rules of model governance, apart from any window, terminal or PDF?"""
