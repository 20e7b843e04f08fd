"""JSON-LD, against what schema.org and search engines ask of each type."""

import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django.core.management import call_command

from articles.models import PersonLink, Reference
from tests.factories import make_article, make_comment, make_person, make_topic
from tests.reading import approved
from tests.test_renditions import photograph

pytestmark = pytest.mark.django_db

# By type: what must be there, and what should be wherever it is known.
# https://developers.google.com/search/docs/appearance/structured-data/ article, breadcrumb, organization,
# profile-page, site-names; https://schema.org/MedicalWebPage and /Comment for the rest.
PROPERTIES = {
    "Article": (
        {"headline", "datePublished", "dateModified", "author", "image", "publisher", "mainEntityOfPage", "inLanguage"},
        {
            "description",
            "articleSection",
            "wordCount",
            "citation",
            "isAccessibleForFree",
            "url",
            "commentCount",
            "comment",
        },
    ),
    "MedicalWebPage": (
        {"url", "name", "mainEntity", "breadcrumb", "about", "medicalAudience", "primaryImageOfPage", "isPartOf"},
        {"description", "lastReviewed", "reviewedBy", "specialty", "inLanguage"},
    ),
    "ProfilePage": ({"mainEntity", "url", "breadcrumb", "isPartOf"}, {"name", "description", "inLanguage"}),
    "WebPage": ({"url", "name", "mainEntity", "breadcrumb", "isPartOf"}, {"description", "inLanguage"}),
    "CollectionPage": ({"url", "name", "isPartOf"}, {"description", "breadcrumb", "inLanguage"}),
    "Person": ({"name"}, {"url", "jobTitle", "description", "image", "sameAs", "hasCredential"}),
    "Organization": ({"name", "url"}, {"logo", "publishingPrinciples"}),
    "WebSite": ({"name", "url"}, {"publisher", "inLanguage"}),
    "BreadcrumbList": ({"itemListElement"}, set()),
    "ListItem": ({"position", "name", "item"}, set()),
    "ImageObject": ({"url", "width", "height"}, {"caption", "creditText"}),
    "ScholarlyArticle": ({"name"}, {"sameAs", "url"}),
    "CreativeWork": ({"name"}, {"url"}),
    "Comment": ({"author", "datePublished", "text", "url"}, {"comment"}),
    "MedicalCondition": ({"name"}, set()),
    "MedicalAudience": ({"audienceType"}, set()),
    "EducationalOccupationalCredential": ({"name"}, set()),
}
ALWAYS = {"@type", "@id"}
RETIRED = {"FAQPage", "HowTo", "SearchAction", "DiscussionForumPosting"}


class Blocks(HTMLParser):
    """The data blocks of a page, cut out as a browser does: by the first thing that ends a script."""

    def __init__(self):
        super().__init__()
        self.found, self.within = [], False

    def handle_starttag(self, tag, attributes):
        self.within = tag == "script" and dict(attributes).get("type") == "application/ld+json"
        self.found += [""] if self.within else []

    def handle_data(self, text):
        if self.within:
            self.found[-1] += text

    def handle_endtag(self, tag):
        self.within = self.within and tag != "script"


def blocks_of(client, address):
    parser = Blocks()
    parser.feed(client.get(address).text)
    return [json.loads(text) for text in parser.found]


def nodes_of(client, address):
    """{type: node} of the page's own graph, the first block."""
    graph = blocks_of(client, address)[0]
    assert graph["@context"] == "https://schema.org"
    return {node["@type"]: node for node in reversed(graph["@graph"])}


def all_nodes(value):
    """Every node in a block, however deep."""
    if isinstance(value, list):
        yield from (node for entry in value for node in all_nodes(entry))
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        yield from (node for entry in value.values() for node in all_nodes(entry))


def whole_nodes(blocks):
    """Every node of a page; what two blocks say of the same one, together."""
    top = {}
    for block in blocks:
        for node in block["@graph"]:
            top[node["@id"]] = top.get(node["@id"], {}) | node
    return list(all_nodes(list(top.values())))


def faults_of(blocks):
    """What a node lacks, and what it says that is not in the table."""
    for node in whole_nodes(blocks):
        kind = node["@type"]
        if kind not in PROPERTIES:
            yield f"{kind} is not in the table"
            continue
        required, recommended = PROPERTIES[kind]
        yield from (f"{kind} lacks {name}" for name in required - set(node))
        yield from (f"{kind} has {name}" for name in set(node) - required - recommended - ALWAYS)


@pytest.fixture
def article(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    author = make_person("Ines Moreau", slug="ines", role="Physiotherapist", credentials="MSc", bio="Writes.")
    PersonLink.objects.create(person=author, label="Own site", url="https://ines.example/")
    article = make_article(
        "Why it hurts",
        slug="why",
        summary="In short.",
        body="Four words are here. [@trial] [@page]",
        authors=[author, make_person("Daniel", slug="daniel")],
        topics=[make_topic("Night", slug="night")],
        references=["trial", "page"],
        lead_image=photograph(600, 800),
        lead_image_caption="A calf. | Photo: Jane",
        published_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
        updated_at=datetime(2026, 5, 6, 12, tzinfo=UTC),
        reviewed_by=make_person("Dr Noor", slug="noor"),
        last_reviewed=date(2026, 6, 7),
        next_review=date(2027, 6, 7),
    )
    Reference.objects.filter(key="trial").update(doi="10.1000/x", pmid="123")
    Reference.objects.filter(key="page").update(url="https://nhs.example/cramps")
    return article


def test_an_article_s_graph_says_who_wrote_what_and_when(client, article):
    nodes = nodes_of(client, article.get_absolute_url())

    said, page = nodes["Article"], nodes["MedicalWebPage"]
    assert (said["headline"], said["description"]) == ("Why it hurts", "In short.")
    assert (said["datePublished"], said["dateModified"]) == ("2026-03-04T12:00:00+00:00", "2026-05-06T12:00:00+00:00")
    assert said["author"] == [{"@id": f"http://testserver/authors/{slug}/#person"} for slug in ["ines", "daniel"]]
    assert said["publisher"] == {"@id": "http://testserver/#org"}
    assert said["articleSection"] == ["Night"]
    assert [(image["width"], image["height"]) for image in said["image"]] == [(1200, 630), (800, 600)]
    assert (said["image"][1]["caption"], said["image"][1]["creditText"]) == ("A calf.", "Photo: Jane")
    assert page["mainEntity"] == {"@id": said["@id"]} == {"@id": "http://testserver/articles/why/#article"}
    assert page["lastReviewed"] == "2026-06-07"
    assert page["reviewedBy"]["name"] == "Dr Noor"


def test_an_article_s_sources_are_studies_where_they_have_a_number(client, article):
    study, page = nodes_of(client, article.get_absolute_url())["Article"]["citation"]

    assert study["@type"] == "ScholarlyArticle"
    assert study["sameAs"] == ["https://doi.org/10.1000/x", "https://pubmed.ncbi.nlm.nih.gov/123/"]
    assert (page["@type"], page["url"]) == ("CreativeWork", "https://nhs.example/cramps")


def test_the_way_to_an_article_leads_by_its_topic(client, article):
    way = nodes_of(client, article.get_absolute_url())["BreadcrumbList"]["itemListElement"]

    assert [(step["position"], step["name"]) for step in way] == [(1, "Cramps"), (2, "Night"), (3, "Why it hurts")]
    assert [client.get(step["item"]).status_code for step in way] == [200, 200, 200]


def test_an_author_s_page_is_about_the_person_whom_articles_name(client, article):
    nodes = nodes_of(client, "/authors/ines/")

    person = nodes["Person"]
    assert nodes["ProfilePage"]["mainEntity"] == {"@id": person["@id"]}
    assert person["@id"] in str(nodes_of(client, article.get_absolute_url())["Article"]["author"])
    assert (person["name"], person["jobTitle"], person["description"]) == ("Ines Moreau", "Physiotherapist", "Writes.")
    assert person["sameAs"] == ["https://ines.example/"]


def test_an_article_of_which_little_is_known_says_little(client):
    nodes = nodes_of(client, make_article("Bare").get_absolute_url())

    assert nodes["Article"]["author"] == {"@id": "http://testserver/#org"}
    assert not {"description", "articleSection", "citation"} & set(nodes["Article"])
    assert not {"lastReviewed", "reviewedBy", "description"} & set(nodes["MedicalWebPage"])


def test_the_comments_that_readers_see_are_told_and_no_other(client, article):
    first = approved("It helped me.", name="Ada", article=article)
    reply = approved("And me.", name="Bo", article=article, parent=first)
    make_comment("Not yet.", name="Cem", article=article)

    page, comments = blocks_of(client, "/articles/why/")

    [node] = comments["@graph"]
    assert node["@id"] in [other["@id"] for other in page["@graph"]]
    assert node["commentCount"] == 2
    [told] = node["comment"]
    assert (told["author"]["name"], told["text"]) == ("Ada", "It helped me.")
    assert told["url"] == f"http://testserver/articles/why/#comment-{first.pk}"
    assert datetime.fromisoformat(told["datePublished"]) == first.posted_at.replace(microsecond=0)
    assert [answer["url"] for answer in told["comment"]] == [f"http://testserver/articles/why/#comment-{reply.pk}"]


def test_of_a_long_comment_the_beginning_is_told(client, article):
    approved(f"It began at four. {'Words ' * 500}", article=article)

    [told] = blocks_of(client, "/articles/why/")[1]["@graph"][0]["comment"]

    assert told["text"].startswith("It began at four. Words ")
    assert told["text"].endswith("…")
    assert len(told["text"]) <= 160


def test_a_reply_to_a_comment_that_was_removed_stands_alone(client, article):
    removed = approved("Gone.", article=article)
    approved("Still here.", article=article, parent=removed)
    removed.withdraw()

    [node] = blocks_of(client, "/articles/why/")[1]["@graph"]

    assert [told["text"] for told in node["comment"]] == ["Still here."]


def test_an_article_without_comments_says_nothing_of_them(client, article):
    assert len(blocks_of(client, "/articles/why/")) == 1


@pytest.mark.parametrize("address", ["/", "/topics/night/", "/authors/", "/authors/ines/", "/articles/why/", "/about/"])
def test_every_page_has_what_its_types_require_and_no_more(client, article, address):
    first = approved(article=article)
    approved("And me.", article=article, parent=first)

    blocks = blocks_of(client, address)

    assert list(faults_of(blocks)) == []
    kinds = {node["@type"] for node in whole_nodes(blocks)}
    assert {"Organization", "WebSite"} <= kinds
    assert not RETIRED & kinds


@pytest.mark.parametrize("address", ["/", "/topics/night/", "/authors/", "/authors/ines/", "/articles/why/", "/about/"])
def test_every_pointer_leads_to_a_node_of_the_page(client, article, address):
    blocks = blocks_of(client, address)

    ids = {node["@id"] for node in whole_nodes(blocks) if "@id" in node}
    assert pointers_of(blocks) - ids == set()


def pointers_of(value):
    if isinstance(value, list):
        return set().union(*map(pointers_of, value))
    if isinstance(value, dict):
        return {value["@id"]} if set(value) == {"@id"} else pointers_of(list(value.values()))
    return set()


def test_each_page_of_a_list_names_its_own_address(client):
    topic = make_topic(slug="night")
    for _ in range(9):
        make_article(topics=[topic])

    assert (
        nodes_of(client, "/topics/night/?page=2")["CollectionPage"]["url"] == "http://testserver/topics/night/?page=2"
    )


@pytest.mark.parametrize(
    "words",
    ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b\u2029c", "&lt;/script&gt;", '"}]} \\ \x0c'],
)
def test_words_that_would_end_the_block_stay_words(client, words):
    article = make_article(words, slug="why", summary=words, authors=[make_person(words)], topics=[make_topic(words)])
    approved(words, name="Ada", article=article)

    response = client.get("/articles/why/")
    said = nodes_of(client, "/articles/why/")

    assert said["Article"]["headline"] == said["Article"]["description"] == words
    assert "<script>alert" not in response.text
    for block in response.text.split('<script type="application/ld+json">')[1:]:
        assert not set("<>&\u2028\u2029") & set(block.split("</script>")[0])


def test_the_whole_demo_has_no_fault(client):
    call_command("demo")
    pages = ["/", "/authors/", "/articles/magnesium/", "/articles/quinine/", "/topics/night-cramps/"]

    faults = {page: list(faults_of(blocks_of(client, page))) for page in pages}

    assert {page: found for page, found in faults.items() if found} == {}
