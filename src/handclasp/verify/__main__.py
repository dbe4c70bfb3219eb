"""`python -m handclasp.verify`: the offline verifier as a program of its own."""

from __future__ import annotations

import sys

from .command import main

sys.exit(main())
