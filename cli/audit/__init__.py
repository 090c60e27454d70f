"""What belongs to the command `audit` alone?"""
