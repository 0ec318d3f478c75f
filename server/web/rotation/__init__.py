"""Contains the pages about the rotation of statements: plans and balance."""
