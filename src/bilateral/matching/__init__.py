"""Who should meet whom, and why, across languages."""
