"""What a wrong maximum pooling does: asked, put together from parts, and held against all answers."""
