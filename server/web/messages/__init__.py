"""Contains the pages for the messages that places show to their visitors: what has changed because of feedback ("You said, we did")."""
