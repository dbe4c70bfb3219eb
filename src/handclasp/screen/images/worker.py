"""A worker process: reads files from its standard input, judges them one by one, and answers on its standard output.

Promises one thread, a bound on its memory, no file opened for writing, and to end when its keeper is gone.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import time
from typing import Final

import msgspec
import psutil

from handclasp.records import HandclaspError
from handclasp.screen.images.wire import Answer, Task, frame, read_frame

_MEMORY: Final = "HANDCLASP_PICTURE_MEMORY_MB"


def main() -> None:
    """Work until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the answers.
    os.dup2(2, 1)
    if most := int(os.environ.get(_MEMORY, "0")):
        resource.setrlimit(resource.RLIMIT_DATA, (most << 20, most << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = psutil.Process().memory_info
    with contextlib.suppress(BrokenPipeError), answers:
        while (body := read_frame(sys.stdin.buffer)) is not None:
            began = time.thread_time()
            answer = _answer(msgspec.msgpack.decode(body, type=Task))
            work = time.thread_time() - began
            answers.write(frame(msgspec.structs.replace(answer, memory=memory().rss >> 20, work=work)))
            answers.flush()


def _answer(task: Task) -> Answer:
    from handclasp.screen.images.judged import judge_file  # noqa: PLC0415 - after the limits are set

    try:
        return Answer(judged=judge_file(task.name, task.media_type, task.content))
    except HandclaspError as refused:
        return Answer(code=refused.code, message=str(refused))
    except MemoryError:
        return Answer(code="picture-not-judged", message="memory")
    except Exception as error:  # noqa: BLE001 - a picture that breaks a library must not end the worker
        return Answer(code="picture-not-judged", message=type(error).__name__)


if __name__ == "__main__":
    main()
