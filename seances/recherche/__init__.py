"""Searching: how words are cut, what is indexed, how the index follows what is saved, what is found."""
