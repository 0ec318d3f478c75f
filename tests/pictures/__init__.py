"""Pictures of the terminal's screens, made by the screens themselves."""
