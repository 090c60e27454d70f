"""Which use cases are there around models: estate, operation, determinations, reviews, release?"""
