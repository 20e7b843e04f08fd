"""An article's text may come from anywhere: nothing in it may run, or call another site."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markdown import render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>",
    '<a href="/x" onclick="alert(1)">x</a>',
    "<iframe src=https://evil.example></iframe>",
    "<svg/onload=alert(1)>",
    "<form action=https://evil.example><button>Send</button></form>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](/x "y\\" onmouseover=\\"alert(1)")',
    "![x](javascript:alert(1))",
    '![a" onerror="alert(1)](/media/x.png)',
    "| a | b |\n|---|---|\n| <script>alert(1)</script> | [x](javascript:alert(1)) |",
    "| <img src=x onerror=alert(1)> |\n|---|\n| ![](https://evil.example/x.png) |",
    "::: tip <script>alert(1)</script>\n<script>alert(1)</script>\n:::",
    '::: tip x" onclick="alert(1)\nx\n:::',
    '## <script>alert(1)</script> "x" onclick="y',
    '```js" onload="alert(1)\n<script>alert(1)</script>\n```',
    '[@a" onclick="alert(1)]',
    '::: dos <script>alert(1)</script>\n- <script>alert(1)</script>\n:::\n::: donts x" onclick="alert(1)\n- x\n:::',
    '::: short x" onclick="alert(1)\n- <img src=x onerror=alert(1)>\n:::',
    "![x](/media/x.png '<script>alert(1)</script> | <img src=x onerror=alert(1)>')",
    "![x](/media/x.png '\" onerror=\"alert(1) | </span></figcaption></figure><script>alert(1)</script>')",
    "![x](javascript:alert(1) 'A caption | Photo: somebody')",
    "![x](https://evil.example/x.png 'A caption')",
    "</section></div></main><script>alert(1)</script>",
]
TAG = re.compile(r"<(\w+)([^>]*)>")


def dangers(html):
    for tag, attributes in TAG.findall(html):
        if tag in {"script", "style", "iframe", "svg", "form", "object", "embed", "base", "meta", "link"}:
            yield tag
        outside_of_values = re.sub(r'"[^"]*"', '""', attributes)
        yield from re.findall(r"\bon\w+\s*=|\bstyle\s*=", outside_of_values)
        yield from re.findall(r'(?:href|src)="\s*(?:javascript|vbscript|data):', attributes, re.IGNORECASE)
        if tag == "img":
            yield from re.findall(r'src="(?!/[^/\\])[^"]*"', attributes)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_no_harm(text):
    html = render(text, keys={"a"}).html

    assert list(dangers(html)) == []


@given(st.lists(st.sampled_from([*HOSTILE, "\n\n", "> ", "- ", "*", "`", '"', "x"]), max_size=5).map("".join))
def test_hostile_texts_in_any_order_do_no_harm(text):
    assert list(dangers(render(text, keys={"a"}).html)) == []


def test_raw_html_is_shown_as_it_was_typed():
    assert "&lt;b&gt;bold&lt;/b&gt;" in render("<b>bold</b>").html


def test_a_picture_of_this_site_is_shown():
    assert '<img src="/media/articles/x.png" alt="A calf"' in render("![A calf](/media/articles/x.png)").html


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/x.png",
        "//elsewhere.example/x.png",
        "/\\elsewhere.example/x.png",
        "<\\/elsewhere.example/x.png>",
        "x.png",
        "data:image/png;base64,iVBORw0KGgo=",
    ],
)
def test_a_picture_from_elsewhere_is_not_asked_for(address):
    html = render(f"![Somebody else's]({address})").html

    assert not re.search(r'src="(?!/[^/\\])', html)


def test_a_link_to_another_site_takes_no_hold_of_this_one():
    assert 'rel="noopener"' in render("[NHS](https://www.nhs.uk/)").html
