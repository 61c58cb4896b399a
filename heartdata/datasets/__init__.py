"""Sample data and seeded simulated diaries with known truth."""
