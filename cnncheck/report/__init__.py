"""What a run found, as one value, and the formats that it can be written in."""
