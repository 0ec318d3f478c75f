"""How a terminal gets and keeps its identity."""
