"""The coordinator's pages of rotation: which statements are asked where, from when, by whose word, and how to change that."""
