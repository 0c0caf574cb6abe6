"""Documentation pages are made from the rules, and say all that a page must."""

from pathlib import Path

import pytest

from freeloop_lint.rules import RULES, Rule
from freeloop_lint.rules.pages import HEADINGS, pages

FOLDER = Path(__file__).parents[2] / "docs" / "lint" / "rules"


def test_pages_are_current() -> None:
    """To renew them: python -m freeloop_lint.rules.pages docs/lint/rules."""
    assert {path.name: path.read_text() for path in sorted(FOLDER.glob("*.md"))} == pages()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_has_its_headings(rule: type[Rule]) -> None:
    text = rule.__doc__ or ""
    positions = [text.find(f"## {heading}") for heading in HEADINGS]
    assert min(positions) > 0
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.fix == "drop-async"], ids=lambda rule: rule.code
)
def test_page_names_the_unsafe_fixes(rule: type[Rule]) -> None:
    _, _, unsafe = (rule.__doc__ or "").partition("Unsafe: the same where")
    assert "`await asyncio.to_thread(...)`" in unsafe
    assert ("`await asyncio.sleep(...)`" in unsafe) == (rule.code == "FL201")


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
