"""What is told of code that is right for images, and wrong for none."""

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.api.running import Settings, run_cases
from cnncheck.dialects.choosing import EVERYTHING
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome

SIZES = {"filter": (4, 3, 3, 2), "input": (2, 3, 5, 6)}


def cases(passes, **told):
    """Return a case with images and one without."""
    sizes = SIZES | {"seed": 5, "fill": "integers"} | told
    many = Case("f", "many", "conv2d", passes, sizes.pop("input"), **sizes)
    return [many, many.but(name="none", input=(0, 3, 5, 6))]


def told(function, code, passes):
    """Return the verdicts, and what is said of a function."""
    implementation = InProcess("code", {function: code}, choice=EVERYTHING)
    report = run_cases(cases(passes), implementation, Settings(reference="definition"))
    return [each.verdict for each in report.results], report.diagnoses


def reshaped(X, W, stride, padding):
    """A product of matrices whose last length is left to NumPy."""
    out = layers.convolution2D(X, W, stride, padding)
    return out.reshape(len(X), len(W), -1).reshape(out.shape)


def averaged(out_grad, X, W, stride):
    """A mean over images that is made a sum again: NaN where there are none."""
    dW = layers.convolution2D_backward_filter(out_grad, X, W, stride)
    return (dW / len(X) * len(X)) if len(X) else np.full_like(dW, np.nan)


def squeezed(X, W, stride, padding):
    """A list of images that is empty, and so has one axis."""
    images = [layers.convolution2D(X[n : n + 1], W, stride, padding)[0] for n in range(len(X))]
    return np.array(images, X.dtype)


def widened(X, W, stride, padding):
    """An array made of nothing, of the usual dtype."""
    out = layers.convolution2D(X, W, stride, padding)
    return out if len(X) else np.zeros(out.shape, np.float32)


def listed(X, W, stride, padding):
    """A stack of no images."""
    return np.stack([layers.convolution2D(x[None], W, stride, padding)[0] for x in X])


@pytest.mark.parametrize(
    ("code", "outcome", "sentence", "hint"),
    [
        (reshaped, Outcome.RAISED, "calls raise, but only", "axis of -1"),
        (squeezed, Outcome.WRONG_SHAPE, "the result has another shape, but only", ""),
        (widened, Outcome.WRONG_DTYPE, "the result has another dtype, but only", ""),
        (listed, Outcome.RAISED, "calls raise, but only", "np.zeros"),
        (averaged, Outcome.WRONG_VALUES, "the gradient is NaN", ""),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_what_is_wrong_for_no_images_alone_is_told(code, outcome, sentence, hint):
    """It says that there were none, and what to write where that is known."""
    backward = code is averaged
    function = "convolution2D_backward_filter" if backward else "convolution2D"
    verdicts, (found,) = told(function, code, ("backward_filter" if backward else "forward",))
    assert [each.outcome for each in verdicts] == [Outcome.PASSED, outcome]
    assert found.sentence.startswith(sentence)
    assert found.sentence.endswith("for a batch without images, N = 0")
    assert hint in found.hint
    assert found.smallest is None


def test_other_bugs_are_named_by_what_they_make_of_images():
    """Where images are wrong too, a batch without any says nothing more."""

    def turned(X, W, stride, padding):
        return layers.convolution2D(X, W[:, :, ::-1, ::-1], stride, padding).reshape(
            len(X), len(W), -1
        )[..., None]

    _, (found,) = told("convolution2D", turned, ("forward",))
    assert "N = 0" not in found.sentence


def test_zeros_of_no_images_are_trusted_and_prove_nothing():
    """They are right, and no wrong coefficient would have shown."""
    verdicts, found = told(
        "convolution2D_backward_filter",
        layers.convolution2D_backward_filter,
        ("backward_filter",),
    )
    assert [each.outcome for each in verdicts] == [Outcome.PASSED] * 2
    assert [each.log2_miss is None for each in verdicts] == [False, True]
    assert found == ()
