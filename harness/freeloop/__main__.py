"""`python -m freeloop`."""

from freeloop.cli import main

if __name__ == "__main__":
    main()
