"""The HTML report: one file without a script, in which nothing of the application is markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from results import AUDIT, HOSTILE_ENDPOINT, PREDICT, QUIET, ROUTER, ROUTING, STALLING

from freeloop.report import html
from freeloop.report.html.flame import INNERMOST, OUTERMOST
from freeloop.report.html.scale import Linear, Logarithmic
from freeloop.report.subject import Report, Subject, of_audit, of_endpoint
from freeloop.session.course import StallStack
from freeloop.session.recording import Frame

_VOID = {"meta", "input", "wbr"}


class _Page(HTMLParser):
    """Elements and texts of a page; refuses tags that do not close as they opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def of(self, tag: str, kind: str = "") -> list[dict[str, str | None]]:
        found = [attributes for each, attributes in self.elements if each == tag]
        return [each for each in found if kind in (each.get("class") or "").split()] if kind else found


def _page(report: Report) -> _Page:
    return _Page(html.render(report))


def test_a_report_shows_verdicts_culprits_charts_and_settings() -> None:
    page = _page(of_audit(AUDIT))
    for text in (
        "1 failed, 1 inconclusive, 1 passed",
        "POST /predict",
        "longest stall 250 ms, 100 ms allowed",
        "model.py:30",
        "return sorted(candidates, key=score)",
        "uvicorn 0.54.0, uvloop, 1 worker, Python 3.11.7, 2 CPUs",
        "it may change data: name it",
        "2 shorter intervals are not drawn",
        "stolen 2.0 %",
    ):
        assert text in page.text
    assert len(page.of("path", "cause-cpu")) == 2
    assert len(page.of("path", "cause-sleep")) == 1
    assert len(page.of("path", "canary-line")) == 6  # over time and by percentile, of three endpoints
    assert len(page.of("span", "box")) == 7  # all, 2 causes, no stack, installed code, predict, rank


def test_the_worst_comes_first_and_is_open() -> None:
    text = html.render(of_audit(AUDIT))
    rows = re.findall(r'<a href="#s\d+">(.*?)</a>', text)
    assert [re.sub("<wbr>", "", row) for row in rows] == ["POST /predict", "GET /doubt", "GET /health"]
    opened = [("open" in attributes) for attributes in _Page(text).of("details", "subject")]
    assert opened == [True, True, False]


@pytest.mark.parametrize(
    "report",
    [
        of_audit(AUDIT),
        of_audit(replace(AUDIT, endpoints=(HOSTILE_ENDPOINT,), app="<b>app</b>")),
        Report("pytest", "test", "passed", (Subject("test_a.py::test_x", "passed", "no stall"),)),
        Report("pytest", "test", "inconclusive", ()),
    ],
    ids=["audit", "hostile", "quiet tests", "nothing"],
)
def test_a_page_runs_no_script_asks_no_network_and_leads_only_to_itself(report: Report) -> None:
    page = _page(report)
    names = {tag for tag, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "b"}
    ids = [each["id"] for _, each in page.elements if "id" in each]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        if "href" in attributes:
            assert (attributes["href"] or "").removeprefix("#") in ids
    policy = [
        each["content"] for each in page.of("meta") if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_what_comes_from_the_application_is_text() -> None:
    text = html.render(of_audit(replace(AUDIT, endpoints=(HOSTILE_ENDPOINT,))))
    assert "<script" not in text
    # Path in table and details, sentence, error, its kind, server's error, made up, culprit, source, chart, flame.
    assert text.count("&lt;script&gt;") >= 11


def test_where_nothing_held_the_loop_the_page_says_so() -> None:
    page = _page(of_audit(replace(AUDIT, status="passed", endpoints=(QUIET,), skipped=())))
    assert "Nothing held the loop for longer than the stall threshold." in page.text
    assert page.of("ul", "flame") == []
    assert "held by" not in page.text


def test_tests_without_a_stall_are_counted_and_named() -> None:
    quiet = tuple(Subject(f"test_a.py::test_{number}", "passed", "no stall") for number in range(3))
    page = _page(Report("pytest", "test", "passed", quiet))
    assert "No test held its event loop." in page.text
    assert "3 more passed without a stall" not in page.text
    assert "3 passed without a stall" in page.text
    assert page.of("table") == []


def _with_stacks(*stacks: tuple[Frame, ...]) -> Subject:
    course = replace(STALLING.figures.course, stacks=tuple(StallStack("cpu", each, 0.1) for each in stacks))
    return of_endpoint(replace(STALLING, figures=replace(STALLING.figures, course=course)), 0.1)


def _boxes(subject: Subject) -> list[str]:
    page = _page(Report("app", "endpoint", "failed", (subject,)))
    return [str(each["title"]).partition(":")[0] for each in page.of("span", "box")]


def test_of_installed_code_between_lines_of_the_user_s_only_the_packages_are_named() -> None:
    other = Frame("/venv/lib/python3.11/site-packages/numpy/core.py", 5, "dot")
    assert _boxes(_with_stacks((ROUTING, ROUTER, PREDICT, other))) == [
        "all stalls",
        "cpu",
        "fastapi, starlette",
        "predict",
        "dot",
    ]


def test_of_a_deep_stack_both_ends_are_shown() -> None:
    boxes = _boxes(_with_stacks(tuple(Frame("/srv/tree.py", line, f"walk_{line}") for line in range(1000))))
    assert len(boxes) == 2 + OUTERMOST + 1 + INNERMOST
    assert boxes[2] == "walk_0"
    assert boxes[-1] == "walk_999"
    assert f"{1000 - OUTERMOST - INNERMOST} calls" in boxes


def test_of_many_boxes_the_widest_are_drawn() -> None:
    wide = [(PREDICT,)] * 200
    narrow = [(Frame("/srv/model.py", line, f"step_{line}"),) for line in range(200)]
    assert _boxes(_with_stacks(*wide, *narrow)) == ["all stalls", "cpu", "predict"]


def test_a_link_leads_into_the_details_that_it_opens() -> None:
    """A browser opens what holds the target; a summary is seen without."""
    text = html.render(of_audit(AUDIT))
    for number in (1, 2, 3):
        assert f'</summary>\n<div class="inside" id="s{number}">' in text


def test_a_hundred_endpoints_stay_a_page_that_opens() -> None:
    endpoints = tuple(replace(STALLING, path=f"/items/{number}") for number in range(100))
    text = html.render(of_audit(replace(AUDIT, endpoints=endpoints)))
    assert text.count('<details class="subject"') == 100
    assert text.count('<details class="subject" open') == html.OPEN
    assert len(text) < 2_500_000


@pytest.mark.parametrize(
    ("end", "values"), [(5.0, [1, 2, 3, 4, 5]), (0.24, [0.05, 0.1, 0.15, 0.2]), (30, [5, 10, 15, 20, 25, 30])]
)
def test_an_axis_is_marked_at_round_values(end: float, values: list[float]) -> None:
    assert Linear(end).values(6) == pytest.approx(values)


def test_a_logarithmic_axis_holds_all_values() -> None:
    axis = Logarithmic.around([0.0, 0.003, 4.2], 0.0001)
    assert (axis.start, axis.end) == pytest.approx((0.0001, 5.0))
    assert axis.values() == pytest.approx([0.0001, 0.001, 0.01, 0.1, 1.0])
    assert axis.place(0.0) == 0
    assert axis.place(5.0) == pytest.approx(1000)
