"""The pages of what places tell their visitors: what has changed because of feedback ("You said, we did")."""
