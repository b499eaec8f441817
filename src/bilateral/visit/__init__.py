"""Site visits."""
