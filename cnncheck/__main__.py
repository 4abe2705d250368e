"""``python -m cnncheck``."""

from cnncheck.cli import main

if __name__ == "__main__":
    main()
