"""Who asked to meet whom, and the pairs that follow."""
