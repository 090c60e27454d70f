"""The use cases around models: estate, operation, determinations, reviews, release, monitoring."""
