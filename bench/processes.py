"""What the benchmarks share: programs run to their end and what they cost, folders of files, and
old output moved aside.

Whole processes are timed with all their children. Memory is the largest sum over all processes at
one time, shared pages counted once; to look at it holds the processes up, so the times of a watched
run do not count.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it every run would compile all modules anew
PAUSE = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took; memory in MB, 0 where it was not looked at."""

    seconds: float
    cpu: float
    memory: float = 0


def _tree(process: int) -> Iterator[int]:
    """A process and its descendants, where the system tells them (Linux)."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def memory(process: int, kind: str = "Pss:") -> float:
    """The memory of a process in MB, of shared pages its share; or of another kind that the system
    tells.
    """
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(kind)) / 1024


def run(*command: str | Path, folder: Path = ROOT, watched: bool = False) -> Cost:
    """Run a program in a folder to its end, its memory watched if asked for; a failure ends the
    benchmark with its words.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *map(str, command)], cwd=folder, stdout=said, stderr=said
        )
        peak = 0.0
        while not (ended := os.wait4(process.pid, os.WNOHANG if watched else 0))[0]:
            peak = max(peak, sum(map(memory, _tree(process.pid))))
            time.sleep(PAUSE)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        if process.returncode:
            said.seek(0)
            sys.exit(
                f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said.read().decode()}"
            )
    used = ended[2]
    # The system's own figure is exact, but knows only the largest process; its unit is the byte on
    # macOS, else 1,024 bytes.
    largest = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return Cost(seconds, used.ru_utime + used.ru_stime, max(peak, largest) if watched else 0)


def _cpu() -> float:
    """The seconds of this process so far, and of those that it started and saw end."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], object]) -> Cost:
    """What some work in this process takes."""
    start, cpu = time.perf_counter(), _cpu()
    work()
    return Cost(time.perf_counter() - start, _cpu() - cpu)


def scan(folder: Path) -> list[Path]:
    """All files below a folder, each one's size and time asked for."""
    found: list[Path] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found += scan(Path(entry.path))
            elif entry.stat().st_size:
                found.append(Path(entry.path))
    return found


def put_aside(folder: Path) -> None:
    """Move what an earlier run left out of the way: where many files were just deleted, ext4 makes
    new ones slowly.
    """
    if folder.exists():
        folder.rename(Path(tempfile.mkdtemp(dir=folder.parent, prefix="before-")) / folder.name)
