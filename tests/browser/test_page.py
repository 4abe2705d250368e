"""The HTML report in a browser: it filters, sorts, copies and draws, for hands and for keys."""

import json

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait


def one(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def visible(browser, selector):
    return [e for e in browser.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()]


def names(browser):
    """The cases of the rows that are shown, in their order."""
    cells = visible(browser, ".results tbody td:nth-child(2)")
    return [cell.text.split("\n")[0] for cell in cells]


def until(browser, condition):
    WebDriverWait(browser, 5, poll_frequency=0.05).until(lambda _: condition())


EVERYTHING = ["small<b>pool", "large pool", "conv", "pad", "pad-wide"]


def test_no_request_leaves_the_page(browser):
    """All that is loaded is the file itself, and nothing of a name ran."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert {url.partition("#")[0] for url in asked} == {browser.current_url}
    assert browser.title == "cnncheck: 3 of 5 failed"


def test_filters_narrow_the_table_and_the_failures(browser):
    """By outcome, operator and text, together; the count follows; a reset shows all again."""
    assert names(browser) == EVERYTHING
    outcome, operator = (Select(one(browser, f"select[name={n}]")) for n in ("outcome", "operator"))
    outcome.select_by_visible_text("all but passed")
    assert names(browser) == EVERYTHING[:3]
    assert one(browser, ".shown").text == "3 of 5 shown"
    operator.select_by_visible_text("max_pool2d")
    assert names(browser) == EVERYTHING[:2]
    assert len(visible(browser, ".failure")) == 2
    one(browser, "input[name=text]").send_keys("LARGE pool")
    assert names(browser) == ["large pool"]
    assert [each.get_attribute("id") for each in visible(browser, ".failure")] == ["f2"]
    outcome.select_by_visible_text("raised")
    assert names(browser) == []
    assert one(browser, ".none").is_displayed()
    one(browser, "button[type=reset]").click()
    until(browser, lambda: names(browser) == EVERYTHING)
    assert one(browser, ".shown").text == "5 of 5 shown"


def test_text_is_looked_for_in_messages_too(browser):
    """Which the table does not show."""
    one(browser, "input[name=text]").send_keys("document.title")
    assert names(browser) == ["conv"]


def test_columns_sort_both_ways_and_back(browser):
    """Numbers as numbers; what has no figure stays last; the order is announced."""
    head = one(browser, ".results th:nth-child(7)")
    button = head.find_element(By.TAG_NAME, "button")
    button.click()
    assert head.get_attribute("aria-sort") == "ascending"
    ascending = names(browser)
    assert ascending[-1] == "conv"
    assert set(ascending[:2]) == {"pad", "pad-wide"}
    assert one(browser, "#said").get_attribute("textContent") == "Sorted by Max |diff|, ascending"
    button.click()
    descending = names(browser)
    assert descending[-1] == "conv"
    assert set(descending[:2]) == {"small<b>pool", "large pool"}
    button.click()
    assert head.get_attribute("aria-sort") is None
    assert names(browser) == EVERYTHING
    one(browser, ".results th:nth-child(2) button").click()
    assert names(browser) == sorted(EVERYTHING)


def test_the_copy_button_copies_the_line_that_repeats_the_failure(browser):
    """Through the clipboard where that is allowed."""
    browser.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    button = one(browser, "#f1 .copy")
    button.click()
    until(browser, lambda: button.text == "Copied ✓")
    wanted = one(browser, "#f1 .again code").get_attribute("textContent")
    assert wanted.startswith("cnncheck run ")
    assert "--case 'small<b>pool' --pass forward --impl " in wanted
    copied = browser.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, e => done(String(e)))"
    )
    assert copied == wanted


def test_without_a_clipboard_the_line_is_selected(browser):
    """Then the person's own keys copy it."""
    browser.execute_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.execCommand = () => false;"
    )
    button = one(browser, "#f1 .copy")
    button.click()
    until(browser, lambda: button.text == "Selected")
    wanted = one(browser, "#f1 .again code").get_attribute("textContent")
    assert browser.execute_script("return String(getSelection())") == wanted


def test_links_open_the_failure_that_they_name(browser):
    """Even one that is closed; the focus goes along."""
    link = one(browser, ".results a[href='#f3']")
    assert one(browser, "#f3").get_attribute("open") is None
    link.click()
    until(browser, lambda: one(browser, "#f3").get_attribute("open"))
    until(
        browser,
        lambda: browser.execute_script("return document.activeElement.parentElement.id") == "f3",
    )
    assert "document.title = 'run'" in one(browser, "#f3 .message").text


def test_all_failures_open_and_close_at_once(browser):
    """By one button that says which it will do."""
    button = one(browser, ".fold")
    button.click()
    assert button.text == "Close all"
    assert len(browser.find_elements(By.CSS_SELECTOR, ".failure[open]")) == 3
    button.click()
    assert not browser.find_elements(By.CSS_SELECTOR, ".failure[open]")


def colours(browser, plane, panel, rows, columns):
    """How many different colours the cells of a panel have, beside their numbers and marks."""
    return browser.execute_script(
        """
        const [plane, panel, rows, columns] = arguments;
        const canvas = document.querySelectorAll(plane + " canvas")[panel];
        const [width, height] = [canvas.width / columns, canvas.height / rows];
        const context = canvas.getContext("2d");
        const data = new Uint32Array(
            context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        const seen = new Set();
        for (let i = 0; i < rows; i++) {
            for (let j = 0; j < columns; j++) {
                const [x, y] = [Math.floor((j + .2) * width), Math.floor((i + .85) * height)];
                seen.add(data[y * canvas.width + x]);
            }
        }
        return seen.size;
        """,
        *(plane, panel, rows, columns),
    )


def test_heat_maps_draw_both_sides_the_difference_and_the_bound(browser):
    """Of 4x5 elements the last row is the same on one side; exact equality has one bound."""
    figures = browser.find_elements(By.CSS_SELECTOR, "#f1 figure")
    assert len(figures) == 4
    labels = [
        c.get_attribute("aria-label") for c in figures[0].find_elements(By.TAG_NAME, "canvas")
    ]
    assert [label.split(":")[0] for label in labels] == [
        "implementation", "reference", "difference", "bound",
    ]  # fmt: skip
    assert labels[3] == "bound: 0 everywhere"
    assert "[0, 0, :, :], 5 of 20 elements differ" in figures[0].text
    assert (
        "of 6 channels that differ, the 4 with the most wrong elements" in one(browser, "#f1").text
    )
    plane = "#f1 figure:first-of-type"
    found = [colours(browser, plane, panel, 4, 5) for panel in range(4)]
    assert min(found[:2]) > 12
    assert found[2:] == [1 + 5, 1]


def test_arrow_keys_walk_through_the_elements(browser):
    """The readout names the element, both values, the difference and the bound."""
    plane = one(browser, "#f1 figure")
    readout = plane.find_element(By.CSS_SELECTOR, ".readout")
    for key in [Keys.ARROW_UP] * 9 + [Keys.ARROW_LEFT] * 9:
        plane.send_keys(key)
    assert readout.text.startswith("[0, 0, 0, 0] implementation 0.")
    assert "within the bound" in readout.text
    for key in [Keys.ARROW_DOWN] * 9 + [Keys.ARROW_RIGHT] * 2:
        plane.send_keys(key)
    assert readout.text.startswith("[0, 0, 3, 2] implementation -7, reference 0.")
    assert "beyond the bound" in readout.text


def test_a_large_plane_says_which_part_is_shown(browser):
    """And its indices are those of the whole array."""
    one(browser, "#f2 summary").click()
    until(browser, lambda: visible(browser, "#f2 figure"))
    figure = one(browser, "#f2 figure")
    assert "89 of 7031 elements differ, rows 55 to 78, columns " in figure.text
    assert "the 24x24 elements around the worst" in one(browser, "#f2").text
    assert figure.find_element(By.CSS_SELECTOR, ".readout").text.startswith("[0, 0, 78, ")


def test_everything_is_reached_by_the_tabulator_and_shows_where_it_is(browser):
    """Filters, the fold, each failure, copying, maps, sorting and links; no trap on the way."""
    seen = []
    body = one(browser, "body")
    body.send_keys(Keys.TAB)
    for _ in range(60):
        found = browser.execute_script(
            """
            const e = document.activeElement;
            if (e === document.body) return null;
            const style = getComputedStyle(e);
            return [e.tagName, e.className, e.textContent.trim().slice(0, 20), e.getAttribute("href"),
                style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
            """
        )
        if found is None:
            break
        seen.append(found)
        browser.switch_to.active_element.send_keys(Keys.TAB)
    assert [found for found in seen if not found[4]] == []
    tags = [found[0] for found in seen]
    assert tags[0] == "A"
    assert tags.count("SELECT") == 2
    assert tags.count("INPUT") == 1
    assert tags.count("SUMMARY") == 1 + 3 + 1  # the run, the failures, the open failure's log
    assert tags.count("FIGURE") == 4
    assert [found[1] for found in seen].count("copy") == 1
    assert [found[3] for found in seen][-3:] == ["#f1", "#f2", "#f3"]
    assert sum(found[0] == "BUTTON" and found[1] == "" for found in seen) == 1 + 10


def test_a_button_and_a_summary_answer_to_keys(browser):
    """They are real ones."""
    one(browser, "#f2 summary").send_keys(Keys.ENTER)
    until(browser, lambda: one(browser, "#f2").get_attribute("open"))
    one(browser, ".results th:nth-child(2) button").send_keys(Keys.SPACE)
    assert names(browser) == sorted(EVERYTHING)


def test_the_dark_scheme_is_dark(browser, screen):
    """Both follow what the person's system says."""
    colours = "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]"
    assert browser.execute_script(colours) == ["rgb(255, 255, 255)", "rgb(31, 35, 40)"]
    screen(1280, dark=True)
    assert browser.execute_script(colours) == ["rgb(13, 17, 23)", "rgb(230, 237, 243)"]


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_never_scrolls_sideways(browser, screen, width):
    """With every failure and every log open."""
    screen(width, touch=width < 800)
    browser.execute_script("document.querySelectorAll('details').forEach(d => { d.open = true })")
    until(browser, lambda: len(visible(browser, "figure")) == 8)
    beyond = "const e = document.documentElement; return e.scrollWidth - e.clientWidth"
    until(browser, lambda: browser.execute_script(beyond) == 0)
    assert browser.execute_script("return document.documentElement.clientWidth") <= width


def test_fingers_find_the_buttons_on_a_phone(browser, screen):
    """At least 24 pixels each way, as WCAG 2.2 asks."""
    screen(390, touch=True)
    small = browser.execute_script(
        """
        return [...document.querySelectorAll("button, select, input, summary")]
            .filter(e => e.checkVisibility())
            .map(e => [e.textContent, e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([text]) => text);
        """
    )
    assert small == []


def test_without_javascript_everything_is_legible(browser, page):
    """The filters stay away, the table and the failures are there."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(page)
        assert not visible(browser, ".filters")
        assert names(browser) == EVERYTHING
        assert one(browser, "#f1 .again code").is_displayed()
        assert "drawn with JavaScript, which is off" in one(browser, "#f1 noscript").text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
