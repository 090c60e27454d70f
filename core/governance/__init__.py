"""What is recorded around models: uses, vendors, operation, determinations, reviews, monitoring?"""
