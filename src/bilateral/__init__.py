"""Bilateral runs a business exchange between companies of two sides, from two lists of companies to everyone's day."""
