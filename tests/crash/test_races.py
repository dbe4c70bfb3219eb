"""Two writers that open the same conversations at the same time never wait for each other in a circle."""

from __future__ import annotations

import os
import random
import threading

from handclasp.config import Settings
from handclasp.house.app import House
from handclasp.seal.keys import WrappedKeys
from handclasp.store.conversations import Conversations


def test_batches_that_open_the_same_conversations_in_any_order_never_deadlock(settings: Settings) -> None:
    house = House(settings)
    tenant = house.directory.tenant("demo")
    assert tenant is not None
    conversations = Conversations(house.database, house.log.log_id)
    epoch = conversations.epoch(tenant)
    failures: list[BaseException] = []
    together = threading.Barrier(3)

    def open_all(names: list[bytes], seed: int) -> None:
        try:
            random.Random(seed).shuffle(names)
            rows = {name: WrappedKeys(os.urandom(16), epoch, b"specimen", b"specimen") for name in names}
            together.wait(30)
            conversations.create(tenant, epoch, rows, journal=False)
        except BaseException as error:  # noqa: BLE001 - raised below
            failures.append(error)

    try:
        for _ in range(4):
            names = [os.urandom(32) for _ in range(1500)]
            threads = [threading.Thread(target=open_all, args=(list(names), seed)) for seed in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
    finally:
        house.close()
    assert failures == []
