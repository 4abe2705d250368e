"""A page of a real run in a real browser: Debian's chromium, driven by selenium.

Install with ``apt-get install chromium chromium-driver``; without them these tests are skipped.
"""

import shutil

import pytest

import cnncheck.api as api
from cnncheck.report.html_report import to_html

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

WRONG = """
import numpy as np

def pool_forward(X, f, s):
    print("a line of the log")
    N, C, H, W = X.shape
    out = np.empty((N, C, 1 + (H - f) // s, 1 + (W - f) // s), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].max((2, 3))
    out[:, :, -1, :] = -7
    return out

def convolution2D(X, W, stride, padding):
    raise ValueError("</script><script>document.title = 'run'</script>")

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
"""

CASES = """
cases:
  - {name: "small<b>pool", operator: max_pool2d, passes: [forward], input: [2, 3, 9, 11], window: 2, stride: 2, seed: 4}
  - {name: "large pool", operator: max_pool2d, passes: [forward], input: [1, 6, 80, 90], window: 2, stride: 1, seed: 5}
  - {name: "conv", operator: conv2d, passes: [forward], input: [1, 2, 7, 9], filter: [3, 2, 3, 2], seed: 6}
  - {name: "pad", operator: zero_padding, input: [1, 2, 3, 4], padding: [2, 1], seed: 7}
  - {name: "pad-wide", operator: zero_padding, input: [1, 2, 13, 4], padding: [3, 1], seed: 8}
"""


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """The address of the report of a run with three failures and two passes."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "cases.yaml").write_text(CASES, encoding="utf-8")
    (folder / "solution.py").write_text(WRONG, encoding="utf-8")
    report = api.run(folder / "cases.yaml", implementation=str(folder / "solution.py"))
    assert [result.verdict.outcome.value for result in report.results] == [
        *("wrong-values", "wrong-values", "raised", "passed", "passed"),
    ]
    (folder / "report.html").write_text(to_html(report), encoding="utf-8")
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    """One browser for all tests of a file, and no longer, with nothing of the person's own settings."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    binary = shutil.which("chromium")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("needs chromium and chromedriver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # With the driver's own path selenium looks for none, and downloads none.
    service = webdriver.ChromeService(executable_path=driver)
    browser = webdriver.Chrome(options=options, service=service)
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium, page):
    """The page, freshly opened on a desk in daylight; what it says to the console must be nothing."""
    chromium.get("about:blank")
    look(chromium, 1280, 900)
    chromium.get_log("browser")
    chromium.get_log("performance")
    chromium.get(page)
    yield chromium
    assert chromium.get_log("browser") == []


def look(browser, width, height, *, dark=False, touch=False):
    """Give the browser a screen, and the page a colour scheme."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch},
    )
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


@pytest.fixture
def screen(browser):
    """A function that changes the screen of the open page."""

    def change(width, height=900, **how):
        look(browser, width, height, **how)

    return change
