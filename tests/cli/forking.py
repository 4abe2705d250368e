"""A server from which commands are forked, so that many tests import the command's modules once.

Each command is a process of its own with the environment, folder and output files it is given, as
if ``python -m cnncheck`` had been started; only the imports lie behind it. Requests and answers
are lines of JSON: what to run; then its process id; then its exit code as ``subprocess`` has it.
"""

import gc
import importlib
import json
import os
import sys

# What nearly every command imports, and what those that open code, judge it and name what is wrong
# import besides. Nothing here looks at the environment when it is imported, and torch is not among
# it. That each command finds all of its modules by itself is seen where none of this lies behind
# it, as in `tests/toy`, which takes every command through a process that is started for it.
AHEAD = (
    "cnncheck.cli.app",
    "cnncheck.running.run_command",
    "cnncheck.running.run_files",
    "cnncheck.cli.output",
    "cnncheck.api",
    "cnncheck.api.typed",
    "cnncheck.cases.case_file",
    "cnncheck.cases.parsers",
    "cnncheck.cases.plain",
    "cnncheck.cases.syntax",
    "cnncheck.diagnose",
    "cnncheck.dialects.cs231n",
    "cnncheck.dialects.deeplearning_ai",
    "cnncheck.dialects.functional",
    "cnncheck.dialects.holberton",
    "cnncheck.dialects.minitorch",
    "cnncheck.dialects.needle",
    "cnncheck.grading.grade_command",
    "cnncheck.grading.grade_files",
    "cnncheck.implementations.isolated",
    "cnncheck.implementations.pool",
    "cnncheck.report.console",
    "cnncheck.report.json_report",
    "cnncheck.report.versus",
    "cnncheck.operators.conv.faults",
    "cnncheck.operators.conv.formula",
    "cnncheck.operators.max_pool.faults",
    "cnncheck.operators.max_pool.formula",
    "cnncheck.operators.zero_padding.faults",
    "numpy.lib.format",
    "numpy.ma",
    "numpy.random",
    "rich.markdown",
    "rich.table",
)


def become(request):
    """Take on what the requested process is to have."""
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    for name, number in (("/dev/null", 0), (request["out"], 1), (request["err"], 2)):
        descriptor = os.open(name, os.O_RDWR)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.argv[1:] = request["words"]
    sys.path[0] = request["cwd"]


def main():
    for name in AHEAD:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the commands share these pages, and none of them looks through what is in them
    answers = os.dup(1)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(answers)
            become(json.loads(line))
            return True
        os.write(answers, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    return False


if __name__ == "__main__" and main():
    from cnncheck.cli import main as command

    command()
