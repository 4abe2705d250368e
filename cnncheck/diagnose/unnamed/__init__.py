"""What is said of wrong answers that no fault explains: which are wrong, what they are instead, what is read."""
