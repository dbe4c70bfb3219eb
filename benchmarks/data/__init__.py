"""Labelled messages against which the screening of sensitive data is measured.

Each set is written from a description of what people write, apart from the detectors it measures. Every person, number,
card, key and place in it is invented.
"""
