"""The code under test: opened, called and asked; its replies are judged elsewhere."""
