"""Whole houses for the tests of this room that need one."""

from __future__ import annotations

from tests.house_fixture import house, house_template, module_house, new_house

__all__ = ["house", "house_template", "module_house", "new_house"]
