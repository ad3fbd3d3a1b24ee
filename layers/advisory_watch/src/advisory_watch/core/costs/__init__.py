"""Estimate the monthly cost of a deployed stack: quantities times list prices, with reasons."""
