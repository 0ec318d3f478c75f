"""What a terminal says: the pages in words, the way through them by keys, and the voices that say it."""
