"""Problems that a person can follow: how they are made, and the smallest that still fails in the same way."""
