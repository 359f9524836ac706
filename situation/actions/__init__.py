"""Every write of the situation: one module per noun."""
