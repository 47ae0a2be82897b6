"""Sidecars of members: an archive is looked through for them before its members are read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping

from generator.containers.budget import Budget
from generator.containers.companions import companion_kind, companion_kind_by_name
from generator.containers.events import ContainerEntry
from generator.containers.member_names import is_hidden_member
from generator.containers.streams import HEAD, read_exactly, read_whole
from generator.errors import BundleError
from generator.limits import Limits

_SIDECAR = "meta.json"

PairSidecars = Callable[[frozenset[str], Mapping[str, bytes]], Mapping[str, str]]
"""Pairs the members of one folder with their sidecars.

It takes the names in the folder, without pictures and the like, and the bytes of those that may be
sidecars; it gives the name of the sidecar by the name of the member that it belongs to.
"""
ListEntries = Callable[[Budget], Iterator[ContainerEntry]]
"""Opens an archive and lists its members."""


def pair_no_sidecars(_: frozenset[str], __: Mapping[str, bytes]) -> Mapping[str, str]:
    """Pair nothing: no member has a sidecar."""
    return {}


def find_member_sidecars(
    list_entries: ListEntries, pair: PairSidecars, limits: Limits
) -> dict[str, tuple[str, bytes]]:
    """Find the sidecars of an archive's members, name and bytes, by their members' names."""
    entries = _readable_entries(list_entries, Budget(limits))
    if not any(entry.name.endswith(_SIDECAR) for entry in entries):
        return {}
    budget = Budget(limits)
    names: dict[str, set[str]] = {}
    candidates: dict[str, dict[str, bytes]] = {}
    for entry in _readable_entries(list_entries, budget):
        folder, _, name = entry.name.rpartition("/")
        with contextlib.suppress(BundleError):
            if name.endswith(_SIDECAR):
                candidates.setdefault(folder, {})[name] = read_whole(entry.source(), budget)
            elif companion_kind(read_exactly(entry.source(), HEAD)) or companion_kind_by_name(name):
                continue
            names.setdefault(folder, set()).add(name)
    sidecars = {}
    for folder, stated in candidates.items():
        path = f"{folder}/" if folder else ""
        for member, sidecar in pair(frozenset(names[folder]), stated).items():
            sidecars[path + member] = (path + sidecar, stated[sidecar])
    return sidecars


def _readable_entries(list_entries: ListEntries, budget: Budget) -> Iterator[ContainerEntry]:
    """The members that can be read; the faults of the others are reported by the walk itself."""
    with contextlib.suppress(BundleError):
        for entry in list_entries(budget):
            budget.count_member()
            if not (entry.is_folder or entry.fault or is_hidden_member(entry.name)):
                yield entry
