"""The code under test: opened, contained, asked; its replies are judged elsewhere."""
