"""Everything about one week, computed once."""
