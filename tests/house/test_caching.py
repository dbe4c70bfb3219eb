"""What browsers keep: a key for each account, off where a tenant wants it off, and wiped of what was erased alone."""

from __future__ import annotations

import psycopg
from tests.house_fixture import House, NewHouse, house, house_template, new_house, said

from handclasp.house.caching import BrowserCaches
from handclasp.store.keeping import Bins

__all__ = ["house", "house_template", "new_house"]


def test_each_account_has_a_key_of_its_own_that_stays(house: House) -> None:
    caches = BrowserCaches(house)
    keys = {
        caches.key(tenant, name) for tenant, name in (("shop", "a"), ("shop", "b"), ("wallet", "a"), ("shop", "a/b"))
    }
    assert len(keys) == 4
    assert all(len(key) == 32 for key in keys)
    assert BrowserCaches(house).key("shop", "a") == caches.key("shop", "a")
    assert list(house.keys.folder.glob("escrow/secret-browser-caches*"))


def test_it_is_off_for_all_or_for_a_tenant(new_house: NewHouse) -> None:
    assert BrowserCaches(new_house(browser_cache_days=0)).days("shop") == 0
    some = BrowserCaches(new_house(browser_cache_not_for=["wallet"], browser_cache_days=3))
    assert (some.days("shop"), some.days("wallet")) == (3, 0)


def test_only_what_was_erased_is_gone(house: House) -> None:
    living, erased, binned = (
        house.flow.append(said("hello", name, conversation=name)).stored.conversation for name in ("1", "2", "3")
    )
    with psycopg.connect(str(house.settings.database_url)) as admin:
        admin.execute("delete from handclasp.conversations where conversation = %s", (erased,))
    assert Bins(house.database, 1).put(1, [binned], 0) == [binned]
    never_here = bytes(16)
    caches = BrowserCaches(house)
    assert caches.gone("shop", [living, erased, binned, never_here]) == sorted([erased, binned])
    assert caches.gone("nobody", [erased]) == []
    assert caches.gone("wallet", [erased]) == []
