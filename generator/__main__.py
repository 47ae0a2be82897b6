"""`python -m generator` is `story-archive`."""

from generator.cli.app import main

if __name__ == "__main__":
    main()
