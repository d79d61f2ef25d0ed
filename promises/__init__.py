"""What is promised to people who register, read once for the site that says it and the desk that keeps it.

Knows the terms (`terms`: how soon we answer, how long we keep what). Must not know pages nor runs: `site_builder` and
`workflows` both import this package and never each other.
"""
