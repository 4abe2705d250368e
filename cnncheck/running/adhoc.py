"""One problem from the command line: the case that its options describe."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from cnncheck.api import opened
from cnncheck.cases.selection import computed_by
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.cli.process import still_writing
from cnncheck.dialects import LAYERS
from cnncheck.errors import UsageError
from cnncheck.implementations.base import BUILTIN
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case, OutGrad
from cnncheck.operators.places import places
from cnncheck.rendering.atomic import write_atomically
from cnncheck.running.run_files import run_one
from cnncheck.submission.staging import code_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.cli.output import Output
    from cnncheck.operators import Operator
    from cnncheck.operators.problem import Array
    from cnncheck.options import Options
    from cnncheck.references import AsksAhead


def check_problem(
    operator: Operator,
    geometry: Mapping[str, Any],
    *,
    command: str,
    passes: Sequence[str],
    save: str,
    impl: str,
    options: Options,
    output: Output,
    reference: str | AsksAhead,
    show: bool = False,
    plot: str = "",
) -> None:
    """Build the case, save and draw it if asked to, and check it.

    Raises
    ------
    SystemExit
        Always, with the run's exit code.
    UsageError
        When an option is impossible.
    """
    case = Case(
        file=command,
        name=command,
        operator=operator.name,
        passes=_passes(operator, passes, geometry),
        **geometry,
    )
    if options.algorithm is not None:
        case = computed_by(case, options.algorithm)
    saved = [("--save", save or None), ("--plot", plot or None)]
    output.check(saved, code_files(impl, options))
    if save:
        write_atomically(save, cases_to_yaml([case]))
    if show or plot:
        _draw(case, impl, options, output, show=show, plot=plot)

    def again(_: Case, pass_name: str, __: str) -> str:
        words = ["cnncheck", command, *_words(operator, geometry)]
        words += ["--pass", pass_name] if len(case.passes) > 1 else []
        words += ["--impl", impl] if impl != BUILTIN else []
        words += ["--reference", reference] if isinstance(reference, str) else []
        return shlex.join([*words, *options.words()])

    run_one(case, impl=impl, options=options, again=again, output=output, reference=reference)


def _passes(
    operator: Operator, wanted: Sequence[str], geometry: Mapping[str, Any]
) -> tuple[str, ...]:
    known = operator.passes_with(geometry)
    for name in wanted:
        if name not in known:
            raise UsageError(
                f"--pass {name}: {operator.name} has no such pass",
                f"choose among {', '.join(known)}",
            )
    return tuple(name for name in known if not wanted or name in wanted)


def problem_words(case: Case, pass_name: str) -> list[str] | None:
    """Return the command that asks one pass of a case, but for the options about the code.

    Parameters
    ----------
    case : Case
    pass_name : str

    Returns
    -------
    list of str, optional
        ``None`` where the commands lack an option for what the case has.
    """
    operator = OPERATORS[case.operator]
    if not operator.passes[pass_name].gradient:
        case = case.but(out_grad=OutGrad())
    told: dict[str, Any] = {
        "input": case.input,
        **case.parameters,
        "seed": case.seed,
        "dtype": case.dtype,
        **({"accumulate": case.accumulate} if case.accumulate else {}),
        **({"unbatched": True} if case.unbatched else {}),
        "fill": case.fill,
    }
    plain = Case(case.file, case.name, case.operator, case.passes, tolerance=case.tolerance, **told)
    command = places()[case.operator].command
    if not command or case != plain:
        return None
    words = ["cnncheck", command, *_words(operator, told)]
    return words + (["--pass", pass_name] if len(operator.passes) > 1 else [])


def _words(operator: Operator, geometry: Mapping[str, Any]) -> list[str]:
    """Return the options that say a problem, without what most layers are without."""
    known = {each.name: each for each in operator.parameters}
    behind = {each.follows: geometry[each.name] for each in operator.parameters if each.paired}
    words = []
    for name, value in geometry.items():
        its, others = known.get(name), behind.get(name, value)
        if others != value:
            pairs = zip(value, others, strict=True)
            words += [f"--{name}", *(f"{before},{after}" for before, after in pairs)]
            continue
        if its and (its.paired or (its.rare and value == its.value(None, operator.rank))):
            continue
        value = its.shortest(value) if its and its.alike else value  # noqa: PLW2901
        option = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{option}" if value else f"--no-{option}")
            continue
        words += [f"--{option}", *map(str, value if isinstance(value, tuple) else (value,))]
    return words


def _draw(
    case: Case, impl: str, options: Options, output: Output, *, show: bool, plot: str
) -> None:
    """Show the first image's first channel before and after the implementation's padding."""
    x, x_pad = _first_channel(case, impl, options)
    if plot:
        from cnncheck.rendering.plot import draw_padding

        draw_padding(x, x_pad, plot)
    if show:
        from cnncheck.rendering.heatmap import side_by_side

        with still_writing():
            output.console().print(side_by_side(x, x_pad, titles=("x", "x_pad")))


def _first_channel(case: Case, impl: str, options: Options) -> tuple[Array, Array]:
    problem = next(LAYERS.problems(case, "forward"))
    with opened(impl, options) as under_test:
        reply = under_test.ask(problem)
    if reply.value is None or reply.value.ndim != 4:
        raise UsageError(
            f"there is nothing to draw: {reply.message or 'the result does not have 4 axes'}",
            "run the same command without --show and --plot to see what is wrong",
        )
    return problem.arrays["X"][0, 0], reply.value[0, 0]
