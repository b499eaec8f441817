"""Companies, what they offer and need, and their registration numbers."""
