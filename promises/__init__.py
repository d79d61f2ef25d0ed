"""What is promised to people who register, read once for the site that says it and the desk that keeps it.

Knows what is asked and for what purposes (`form`), how soon we answer and how long we keep what (`terms`), and who
writes (`sender`). Each fact stands in one file, `form.toml`, `registration.toml` or `site.yml`. Must not know pages nor
runs: `site_builder` and `workflows` both import this package and never each other.
"""
