"""Commitments, envelopes, keys, the Merkle log and its checkpoints: what makes a record private and provable."""
