"""Processes, the bounded pool, compact JSON and the program's fingerprint: one way each, used by
all.
"""
