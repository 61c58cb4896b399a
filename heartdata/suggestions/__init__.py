"""When to change approach, and to which: coded rules and the choice of a practice."""
