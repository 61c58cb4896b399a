"""Writing files whole, for the owner only, and keeping a list of what was written."""
