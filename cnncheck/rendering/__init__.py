"""What every table, text and file is made with: widths, words, numbers, and files written whole."""
