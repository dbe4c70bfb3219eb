"""Conversations as documents that other people's programs open: PDF, vCon, CSV. Each is made of a checked transcript.

They show what the transcript opens and nothing else, and decide nothing about who may have it. The same transcript and
watermark give the same bytes.
"""
