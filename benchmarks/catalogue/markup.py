"""HTML, XML, Markdown, and templates."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import html, markdown, text, xml
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WEB = "a page of 100 kB"
LARGE = "a document of 500 kB"
SOURCE = "20 kB of Markdown"
SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="r"><xs:complexType><xs:sequence>
<xs:element name="i" maxOccurs="unbounded"><xs:complexType><xs:simpleContent><xs:extension base="xs:integer">
<xs:attribute name="n" type="xs:integer"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""
GRAMMAR = """<element name="r" xmlns="http://relaxng.org/ns/structure/1.0"><zeroOrMore><element name="i">
<attribute name="n"/><text/></element></zeroOrMore></element>"""
STYLE = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><ul><xsl:for-each select="r/i"><li><xsl:value-of select="@n"/></li></xsl:for-each></ul>
</xsl:template></xsl:stylesheet>"""


@subject("lxml", "lxml")
def _lxml() -> Iterator[Case]:
    etree, source = import_module("lxml.etree"), xml(25_000).encode()
    tree = etree.fromstring(source)
    parses = {
        "fromstring XML": lambda: etree.fromstring(source),
        "parse": lambda: etree.parse(io.BytesIO(source)),
        "tostring": lambda: etree.tostring(tree),
        "tounicode": lambda: etree.tounicode(tree),
        "iterparse": lambda: list(etree.iterparse(io.BytesIO(source))),
    }
    yield from each("lxml.etree", LARGE, parses)
    page = html()
    yield Case("lxml.etree.HTML", WEB, lambda: etree.HTML(page))
    yield from _lxml_tree(etree, tree)
    yield from _lxml_schema(etree, tree)
    lxml_html = import_module("lxml.html")
    parsed = lxml_html.fromstring(page)
    pages = {
        "fromstring": lambda: lxml_html.fromstring(page),
        "document_fromstring": lambda: lxml_html.document_fromstring(page),
        "fragment_fromstring": lambda: lxml_html.fragment_fromstring(page, create_parent=True),
        "parse": lambda: lxml_html.parse(io.StringIO(page)),
        "tostring": lambda: lxml_html.tostring(parsed),
    }
    yield from each("lxml.html", WEB, pages)
    yield Case("lxml.etree._Element.text_content", f"{WEB}, of lxml.html", parsed.text_content)
    cleaner = import_module("lxml.html.clean").Cleaner()
    cleans = {"clean_html": lambda: cleaner.clean_html(page), "__call__": lambda: cleaner(parsed)}
    yield from each("lxml.html.clean.Cleaner", WEB, cleans)
    objects = import_module("lxml.objectify")
    found = {
        "fromstring": lambda: objects.fromstring(source),
        "parse": lambda: objects.parse(io.BytesIO(source)),
    }
    yield from each("lxml.objectify", LARGE, found)


def _lxml_tree(etree: Any, tree: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's objects
    whole = etree.ElementTree(tree)
    for kind, owner in (("_Element", tree), ("_ElementTree", whole)):
        yield from each(f"lxml.etree.{kind}", f"{LARGE}, 25 000 found", _searches(owner))
    at = f"{LARGE}, one found"
    yield Case("lxml.etree._Element.cssselect", at, lambda: tree.cssselect('i[n="9000"]'))
    yield Case("lxml.etree._ElementTree.write", LARGE, lambda: whole.write(io.BytesIO()))


def _searches(owner: Any) -> dict[str, Callable[[], object]]:  # noqa: ANN401 - a library's object
    return {
        "xpath": lambda: owner.xpath("//i"),
        "findall": lambda: owner.findall("i"),
        "iterfind": lambda: list(owner.iterfind("i")),
        "iter": lambda: list(owner.iter("i")),
    }


def _lxml_schema(etree: Any, tree: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's objects
    for kind, source in (("XMLSchema", SCHEMA), ("RelaxNG", GRAMMAR), ("XSLT", STYLE)):
        yield from _lxml_use(f"lxml.etree.{kind}", getattr(etree, kind), etree.fromstring(source), tree)


def _lxml_use(name: str, kind: Any, source: Any, tree: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's objects
    made = kind(source)
    yield Case(f"{name}.__init__", "a small schema", lambda: kind(source))
    calls: dict[str, Callable[[], object]] = {"__call__": lambda: made(tree)}
    if hasattr(kind, "validate"):
        calls |= {"validate": lambda: made.validate(tree), "assertValid": lambda: made.assertValid(tree)}
    yield from each(name, LARGE, calls)


@subject("bs4", "beautifulsoup4")
def _bs4() -> Iterator[Case]:
    bs4, page = import_module("bs4"), html()
    soup = bs4.BeautifulSoup(page, "html.parser")
    name = "bs4.BeautifulSoup.__init__"
    yield Case(name, f"{WEB}, with html.parser", lambda: bs4.BeautifulSoup(page, "html.parser"))
    start, middle = soup.find("div"), soup.find(id="i125")
    end = soup.find(id="i249")
    calls = {
        "find_all findAll __call__": lambda: soup.find_all("a"),
        "select": lambda: soup.select("div.item a"),
        "select_one": lambda: soup.select_one("#i125 a"),
        "find": lambda: soup.find("div", id="i125"),
        "get_text getText": soup.get_text,
        "decode": soup.decode,
        "decode_contents": soup.decode_contents,
        "encode": soup.encode,
        "encode_contents": soup.encode_contents,
        "prettify": soup.prettify,
        "find_all_next": lambda: start.find_all_next("a"),
        "find_next": lambda: start.find_next("div", id="i125"),
        "find_next_sibling": lambda: start.find_next_sibling(id="i125"),
        "find_next_siblings": lambda: start.find_next_siblings("div"),
        "find_previous": lambda: end.find_previous("div", id="i125"),
        "find_previous_sibling": lambda: end.find_previous_sibling(id="i125"),
        "find_parent": lambda: middle.a.find_parent("body"),
        "find_parents": lambda: middle.a.find_parents("div"),
    }
    yield from each("bs4.Tag", WEB, calls)


@subject("jinja2", "Jinja2")
def _jinja2() -> Iterator[Case]:
    jinja2 = import_module("jinja2")
    source = "{% for i in items %}<li>{{ i.name|e }}: {{ i.n }}</li>{% endfor %}"
    template, items = jinja2.Template(source), [{"name": f"item {i}", "n": i} for i in range(700)]
    renders = {
        "render": lambda: template.render(items=items),
        "generate": lambda: list(template.generate(items=items)),
    }
    yield from each("jinja2.Template", "700 list items, 17 kB", renders)
    small, kind = "a small template", "jinja2.Environment"
    environment = jinja2.Environment(autoescape=True)
    yield Case("jinja2.Template.__init__", f"compiles {small}", lambda: environment.from_string(source))
    yield Case(f"{kind}.from_string", f"compiles {small}", lambda: environment.from_string(source))
    compiles = {
        "compile": lambda: environment.compile(source),
        "parse": lambda: environment.parse(source),
    }
    yield from each(kind, small, compiles)
    name = f"{kind}.compile_expression"
    yield Case(name, "a small expression", lambda: environment.compile_expression("a.b + 1 > c"))
    folder = Path(tempfile.mkdtemp())
    for number in range(100):
        (folder / f"t{number}.html").write_text(source)
    files = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), cache_size=0, autoescape=True)
    loads = {
        "get_template": lambda: files.get_template("t1.html"),
        "select_template": lambda: files.select_template(["t1.html"]),
        "get_or_select_template": lambda: files.get_or_select_template("t1.html"),
    }
    yield from each(kind, f"reads and compiles {small}", loads)
    target = folder / "made"
    name, at = f"{kind}.compile_templates", "100 small templates"
    yield Case(name, at, lambda: files.compile_templates(target, zip=None))


@subject("markdown", "Markdown")
def _markdown() -> Iterator[Case]:
    library, source = import_module("markdown"), markdown()
    made, folder = library.Markdown(), Path(tempfile.mkdtemp())
    written = folder / "in.md"
    written.write_text(source)

    def file(call: Callable[..., object]) -> Callable[[], object]:
        return lambda: call(input=str(written), output=str(folder / "out.html"))

    calls = {
        "markdown": lambda: library.markdown(source),
        "markdownFromFile": file(library.markdownFromFile),
        "Markdown.convert": lambda: made.convert(source),
        "Markdown.convertFile": file(made.convertFile),
    }
    yield from each("markdown", SOURCE, calls)


@subject("mistune", "mistune")
def _mistune() -> Iterator[Case]:
    mistune, source = import_module("mistune"), markdown()
    made = mistune.create_markdown()
    written = Path(tempfile.mkdtemp()) / "in.md"
    written.write_text(source)
    calls = {
        "html": lambda: mistune.html(source),
        "markdown": lambda: mistune.markdown(source),
        "Markdown.__call__": lambda: made(source),
        "Markdown.parse": lambda: made.parse(source),
        "Markdown.read": lambda: made.read(str(written)),
    }
    yield from each("mistune", SOURCE, calls)


@subject("markdown2", "markdown2")
def _markdown2() -> Iterator[Case]:
    library, source = import_module("markdown2"), markdown()
    written = Path(tempfile.mkdtemp()) / "in.md"
    written.write_text(source)
    calls = {
        "markdown": lambda: library.markdown(source),
        "markdown_path": lambda: library.markdown_path(str(written)),
    }
    yield from each("markdown2", SOURCE, calls)


@subject("markdown_it", "markdown-it-py")
def _markdown_it() -> Iterator[Case]:
    made, source = import_module("markdown_it").MarkdownIt(), markdown()
    calls = {name: _of(getattr(made, name), source) for name in ("parse", "render", "renderInline")}
    yield from each("markdown_it.MarkdownIt", SOURCE, calls)


def _of(call: Callable[[Any], object], argument: object) -> Callable[[], object]:
    return lambda: call(argument)


@subject("commonmark", "commonmark")
def _commonmark() -> Iterator[Case]:
    yield Case("commonmark.commonmark", SOURCE, _of(import_module("commonmark").commonmark, markdown()))


@subject("html2text", "html2text")
def _html2text() -> Iterator[Case]:
    library, page = import_module("html2text"), html()
    calls = {
        "html2text": lambda: library.html2text(page),
        "HTML2Text.handle": lambda: library.HTML2Text().handle(page),
    }
    yield from each("html2text", WEB, calls)


@subject("markdownify", "markdownify")
def _markdownify() -> Iterator[Case]:
    yield Case("markdownify.markdownify", WEB, _of(import_module("markdownify").markdownify, html()))


@subject("trafilatura", "trafilatura")
def _trafilatura() -> Iterator[Case]:
    library, page = import_module("trafilatura"), html()
    names = "extract bare_extraction extract_metadata baseline html2txt"
    yield from each("trafilatura", WEB, {name: _of(getattr(library, name), page) for name in names.split()})


@subject("bleach", "bleach")
def _bleach() -> Iterator[Case]:
    library, part = import_module("bleach"), html()[:20_000]
    calls = {name: _of(getattr(library, name), part) for name in ("clean", "linkify")}
    yield from each("bleach", "20 kB of HTML", calls)


@subject("nh3", "nh3")
def _nh3() -> Iterator[Case]:
    yield Case("nh3.clean", "20 kB of HTML", _of(import_module("nh3").clean, html()[:20_000]))


@subject("weasyprint", "weasyprint")
def _weasyprint() -> Iterator[Case]:
    weasyprint = import_module("weasyprint")
    page, at = f"<h1>Title</h1><p>{text(3000)}</p>", "one page of HTML"
    sheet = "\n".join(f".part{number} {{ color: red; margin: {number}px }}" for number in range(500))
    drawn = weasyprint.HTML(string=page).render()
    calls = {
        "HTML.__init__": lambda: weasyprint.HTML(string=page),
        "HTML.render": lambda: weasyprint.HTML(string=page).render(),
        "HTML.write_pdf": lambda: weasyprint.HTML(string=page).write_pdf(),
        "Document.write_pdf": drawn.write_pdf,
        "Document.copy": drawn.copy,
    }
    yield from each("weasyprint", at, calls)
    yield Case("weasyprint.CSS.__init__", "a style sheet of 20 kB", lambda: weasyprint.CSS(string=sheet))
