"""A small Google Sheets on loopback: what the product asks of the real one, over real HTTP."""
