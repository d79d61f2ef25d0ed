"""Linkage: who on the roster is meant by a response, why, and how sure."""
