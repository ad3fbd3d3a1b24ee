"""What a deployed watch costs in a month: quantities times list prices, each with its reason."""
