"""Accounts: whose an address is, how one proves it, and how one enters."""
