"""What one can touch: the board, the light behind the panel, later keys and presence. Imports nothing of ours."""
