"""The code under test: opened, contained and asked; its replies are judged elsewhere."""
