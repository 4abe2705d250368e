"""What a linear function computes, recovered from answers to questions in which one element is 1."""
