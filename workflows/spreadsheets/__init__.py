"""Where rows are read from and written to."""
