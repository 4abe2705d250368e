"""The same hostile programs where the supervisor runs as an ordinary user."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

PROGRAMS = [
    "alias",
    "cached_by_shape",
    "changes_itself",
    "chmod_report",
    "closed_descriptors",
    "daemon",
    "descriptor_bomb",
    "disk_bomb",
    "emptied_modules",
    "environment_of_parent",
    "fork_bomb",
    "forged_reply",
    "forget_parent",
    "frame_hunting",
    "gc_hunting",
    "half_precision",
    "kill_everybody",
    "kill_group",
    "kill_itself",
    "kill_parent",
    "lingering_thread",
    "links_cases",
    "lower_limits_of_parent",
    "lying_subclass",
    "memory_bomb",
    "memory_by_numpy",
    "memory_of_parent",
    "memory_shared",
    "mutation",
    "new_session",
    "old_shared_memory",
    "os_exit_at_call",
    "pool",
    "print_flood",
    "raise_own_limits",
    "reads_cases",
    "reads_memory_of_parent",
    "removes_report",
    "replaces_report",
    "segfault",
    "segfault_at_import",
    "shared_memory",
    "shell",
    "sleep",
    "stop_parent_by_thread",
    "subprocess_run",
    "syntax_error",
    "tcp",
    "temporary_files",
    "traces_parent",
    "udp",
    "uses_pad",
    "uses_torch",
    "writes_report",
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
def test_hostile_programs_as_an_ordinary_user(tmp_path):
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
    ids = [f"{tests / 'test_hostile.py'}::test_hostile[{name}]" for name in PROGRAMS]
    done = subprocess.run(
        [
            *(sys.executable, "-c", LAUNCHER, str(int(keep_reading))),
            *("-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest"),
            *(f"--basetemp={home / 'tests'}", *ids),
        ],
        cwd=tests.parents[1],
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert f"{len(PROGRAMS)} passed" in done.stdout
