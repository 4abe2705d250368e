"""What else code is asked, and what follows from its answers: when something fails, and after what."""
