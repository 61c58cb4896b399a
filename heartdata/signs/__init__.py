"""The seven signs of feeling stuck, measured against the person's own usual."""
