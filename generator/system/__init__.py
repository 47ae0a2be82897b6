"""What the program asks of the system, in one way each, used by all other wings.

- `processes`: how many run, a work in shares, a list mapped in order
- `bounded_pool`: processes whose time and memory for each item are bounded
- `locks`, `atomic`, `file_state`: a lock, a file written whole, whether a file is as it was
- `compact_json`, `fingerprint`: the form of what is cached, and what made it
"""
