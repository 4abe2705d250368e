"""Problems that nobody chose: hypothesis draws them, and shrinks those that fail."""
