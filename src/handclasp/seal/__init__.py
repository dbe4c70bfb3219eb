"""Commitments, envelopes, keys, the Merkle log and its checkpoints: everything that makes a record private and provable."""
