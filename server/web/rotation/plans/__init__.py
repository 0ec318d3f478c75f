"""Contains the pages about plans: which statements are asked where and from when, who decided it, and how to change it."""
