"""Timings of an implementation beside its peers, each in a process of its own."""

from __future__ import annotations

from cnncheck.bench.bench_run import Settings, bench, open_builtin
from cnncheck.bench.libraries import PEERS, check_peer
from cnncheck.bench.result import BenchReport, Group, Machine, Measurement, Refusal, Timing
from cnncheck.bench.sampling import Limits

__all__ = [
    "PEERS",
    "BenchReport",
    "Group",
    "Limits",
    "Machine",
    "Measurement",
    "Refusal",
    "Settings",
    "Timing",
    "bench",
    "check_peer",
    "open_builtin",
]
