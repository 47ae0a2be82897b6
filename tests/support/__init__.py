"""What the tests share: invented stories, archives on disk, browsers and hosts."""
