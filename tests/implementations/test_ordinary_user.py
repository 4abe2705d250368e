"""The same hostile programs where the supervisor runs as an ordinary user."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

PROGRAMS = [
    "adopts_orphans",
    "alias",
    "async_by_ioctl",
    "cached_by_shape",
    "calls_of_32_bits",
    "changes_itself",
    "compares_all_alike",
    "chmod_report",
    "closed_descriptors",
    "closes_its_lifeline",
    "daemon",
    "descriptor_bomb",
    "descriptor_of_parent",
    "disk_bomb",
    "double_fork_without_a_trace",
    "emptied_modules",
    "enters_a_namespace",
    "environment_of_parent",
    "forged_reply",
    "forget_parent",
    "forgets_its_lifeline",
    "fork_bomb",
    "fork_by_clone3",
    "frame_hunting",
    "gc_hunting",
    "half_precision",
    "hides_from_proc",
    "inotify",
    "io_uring",
    "kill_everybody",
    "kill_group",
    "kill_itself",
    "kill_parent",
    "lease_on_numpy",
    "lingering_thread",
    "links_cases",
    "locks_numpy",
    "lower_limits_of_parent",
    "lying_subclass",
    "may_be_traced",
    "memory_bomb",
    "memory_by_numpy",
    "memory_of_parent",
    "memory_of_parent_by_proc",
    "memory_shared",
    "message_queue",
    "mutation",
    "new_session",
    "new_user_namespace",
    "old_shared_memory",
    "os_exit_at_call",
    "packs_another_answer",
    "owner_of_a_pipe",
    "pool",
    "print_flood",
    "priority_of_parent",
    "queues_a_signal",
    "raise_own_limits",
    "reads_cases",
    "reads_memory_of_parent",
    "removes_posix_queues",
    "removes_report",
    "replaces_its_lifeline",
    "replaces_report",
    "root_of_parent",
    "segfault",
    "segfault_at_import",
    "shared_memory",
    "shell",
    "signals_parent_by_pipe",
    "sleep",
    "stop_parent_by_thread",
    "subprocess_run",
    "syntax_error",
    "tcp",
    "temporary_files",
    "thread_in_a_namespace",
    "traces_parent",
    "truncates_by_open",
    "truncates_by_openat2",
    "udp",
    "uses_pad",
    "uses_torch",
    "view_changed_later",
    "writes_report",
]

EVERY = sorted(path.stem for path in (Path(__file__).parents[1] / "hostile").glob("*.py"))
OF_OLDER_KERNELS = ["truncates_by_open", "signals_parent_by_pipe", "lease_on_numpy", "kill_parent"]
IN_A_NAMESPACE = [
    "test_without_seccomp_a_process_without_a_trace_ends_with_its_worker",
    "test_in_a_namespace_nothing_outlives_a_killed_supervisor",
]

LAUNCHER = textwrap.dedent(
    """
    import ctypes, os, struct, sys
    keep_reading = sys.argv[1] == "1"
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
    kept = 1 << 2 if keep_reading else 0  # CAP_DAC_READ_SEARCH
    header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0))
    data = ctypes.create_string_buffer(struct.pack("=6I", kept, kept, kept, 0, 0, 0))
    assert libc.capset(header, data) == 0
    if kept:
        assert libc.prctl(47, 2, 2, 0, 0) == 0  # PR_CAP_AMBIENT_RAISE
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
    """
)


def open_to_all(path):
    """Whether an ordinary user can come to a file."""
    return all(parent.stat().st_mode & 0o001 for parent in Path(path).resolve().parents)


@pytest.mark.slow
@pytest.mark.parametrize(
    "programs",
    [
        pytest.param(PROGRAMS[::4], id="some"),
        pytest.param(EVERY, id="every", marks=pytest.mark.exhaustive),
    ],
)
def test_hostile_programs_as_an_ordinary_user(tmp_path, programs):
    """What holds for root holds for uid 65534."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can become another user")
    if not sys.platform.startswith("linux"):
        pytest.skip("needs Linux's capabilities")
    home = tmp_path / "home"
    home.mkdir()
    for folder in (home, *list(tmp_path.parents)[:2], tmp_path):
        folder.chmod(0o777)
    os.chown(home, 65534, 65534)
    tests = Path(__file__).parent
    # An interpreter below /root is out of an ordinary user's reach: then they may read, but no more.
    keep_reading = not all(map(open_to_all, (sys.executable, sys.base_prefix, tests / "x")))
    ids = [f"{tests / 'test_hostile.py'}::test_hostile[{name}]" for name in programs]
    first = f"{tests / 'test_hostile.py'}::test_hostile_with_the_first_landlock"
    ids += [f"{first}[{name}]" for name in OF_OLDER_KERNELS]
    if not keep_reading:  # in a namespace nobody has a right to read what is not theirs
        ids += [f"{tests / 'test_isolated.py'}::{name}" for name in IN_A_NAMESPACE]
    done = subprocess.run(
        [
            *(sys.executable, "-c", LAUNCHER, str(int(keep_reading))),
            *("-B", "-m", "pytest", "-q", "-m", ""),
            *("-p", "no:cacheprovider", "-p", "no:hypothesispytest"),
            *(f"--basetemp={home / 'tests'}", *ids),
        ],
        cwd=tests.parents[1],
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        timeout=2400,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    left_out = len(IN_A_NAMESPACE) if "namespaces" in done.stdout else 0
    assert f"{len(ids) - left_out} passed" in done.stdout
