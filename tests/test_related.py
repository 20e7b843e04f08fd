"""What to read after an article: picked, or near by topic; its neighbours; and where to share it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article, Pick
from articles.onward import onward
from tests.factories import ago, make_article, make_comment, make_person, make_topic
from tests.pages import Html, words_of

pytestmark = pytest.mark.django_db


def page_of(client, article):
    return Html(client.get(article.get_absolute_url()))


def titles(articles):
    return [article.title for article in articles]


def onward_from(article):
    return onward(Article.objects.for_reading().get(pk=article.pk))


def related_to(article):
    return titles(onward_from(article).related)


def aged(title, days, *topics, **fields):
    return make_article(title, published_at=ago(days=days), topics=topics, **fields)


def test_those_that_share_most_topics_come_first_then_the_newest():
    night, legs, pain = make_topic(), make_topic(), make_topic()
    article = aged("This", 5, night, legs)
    aged("One topic, old", 9, night)
    aged("One topic, new", 3, legs)
    aged("Two topics, oldest", 20, legs, night)
    aged("Another topic", 1, pain)

    assert related_to(article) == ["Two topics, oldest", "One topic, new", "One topic, old"]


def test_picked_ones_come_before_all_others_in_the_editor_s_order():
    night = make_topic()
    article = aged("This", 5, night)
    aged("By topic", 1, night)
    for position, title in [(2, "Second pick"), (1, "First pick")]:
        article.picks.create(picked=make_article(title), position=position)

    assert related_to(article) == ["First pick", "Second pick", "By topic"]


def test_there_are_three_at_most():
    night = make_topic()
    article = aged("This", 9, night)
    for age in range(1, 6):
        aged(f"Aged {age}", age, night)

    assert related_to(article) == ["Aged 1", "Aged 2", "Aged 3"]


def test_a_pick_that_is_near_by_topic_too_takes_one_place():
    night = make_topic()
    article = aged("This", 9, night)
    nearest = [aged(f"Aged {age}", age, night) for age in range(1, 5)]
    article.picks.create(picked=nearest[3])
    article.picks.create(picked=nearest[0], position=1)

    assert related_to(article) == ["Aged 4", "Aged 1", "Aged 2"]


@pytest.mark.parametrize("published_at", [None, ago(days=-1)], ids=["a draft", "scheduled"])
def test_what_readers_cannot_see_is_never_among_them(client, published_at):
    night = make_topic()
    article = aged("This", 5, night)
    hidden = make_article("Hidden", topics=[night], published_at=published_at)
    article.picks.create(picked=hidden)

    around = onward_from(article)

    assert (around.related, around.earlier, around.later) == ([], None, None)
    assert "Hidden" not in page_of(client, article).main
    assert "Read next" not in page_of(client, article).main


def test_nothing_is_near_an_article_without_topics():
    make_article("Other", topics=[make_topic()])

    assert related_to(make_article("This")) == []


def test_an_article_cannot_pick_itself_nor_another_one_twice():
    article, other = make_article(), make_article()
    article.picks.create(picked=other)

    with pytest.raises(ValidationError, match="cannot be what to read after itself"):
        Pick(article=article, picked=article).full_clean()
    with pytest.raises(ValidationError, match="already exists"):
        Pick(article=article, picked=other).full_clean()


def test_the_page_leads_to_them_with_their_topic(client):
    night = make_topic("Night cramps")
    article = aged("This", 5, night)
    other = aged("That", 9, night)

    page = page_of(client, article)

    assert "Read next Night cramps That" in page.main
    assert page.main.index("Read next") < page.main.index("Comments (0)")
    assert other.get_absolute_url() in page.attributes("href", "a")


def test_neighbours_are_the_next_older_and_newer_of_the_first_topic():
    night, legs = make_topic(), make_topic()
    article = aged("This", 5, night, legs)
    for title, days in [("Oldest", 9), ("Older", 7), ("Newer", 3), ("Newest", 1)]:
        aged(title, days, night)
    for days in [20, 21, 22]:
        aged("Nearer by topics", days, legs, night)
    aged("Nearer, of the other topic", 6, legs)
    aged("Nearer still, of the other topic", 4, legs)

    around = onward_from(article)

    assert (around.earlier.title, around.later.title) == ("Older", "Newer")


def test_the_first_and_the_last_of_a_topic_have_one_neighbour(client):
    night = make_topic("Night cramps")
    first, last = aged("First", 9, night), aged("Last", 1, night)

    assert "Later in Night cramps Last" in page_of(client, first).main
    assert "Earlier in" not in page_of(client, first).main
    assert "Earlier in Night cramps First" in page_of(client, last).main
    assert "Later in" not in page_of(client, last).main


def test_articles_of_the_same_instant_can_be_walked_through_one_by_one():
    night, moment = make_topic(), ago(days=1)
    articles = [make_article(f"Number {number}", topics=[night], published_at=moment) for number in range(12)]

    walked, here = [], articles[0]
    while here:
        walked.append(here)
        here = onward_from(here).later

    assert titles(walked) == titles(articles)


def test_it_asks_the_database_once(django_assert_num_queries):
    night = make_topic()
    for days in range(2, 12):
        aged(None, days, night, make_topic())
    article = Article.objects.for_reading().get(pk=aged("This", 6, night).pk)

    with django_assert_num_queries(1):
        onward(article)


def test_the_page_of_an_article_with_everything_asks_at_most_eight_times(client, django_assert_max_num_queries):
    night, person = make_topic(), make_person()
    person.links.create(label="Her own site", url="https://example.org/")
    article = aged(
        "This",
        5,
        night,
        make_topic(),
        authors=[person, make_person()],
        references=["a", "b"],
        body="A.[@a]",
        reviewed_by=make_person(),
        last_reviewed=ago(days=5).date(),
    )
    for days in [1, 3, 7, 9]:
        article.picks.create(picked=aged(None, days, night, authors=[person]))
        article.change_notes.create(text="Words.")
    first = make_comment(article=article, status="approved")
    make_comment(article=article, status="approved", parent=first)

    with django_assert_max_num_queries(8):
        page = page_of(client, article)

    assert "Her own site" in page.main


def test_share_links_are_plain_links_that_carry_title_and_address(client):
    article = make_article("Salt & sweat: 100% of it?", slug="salt")

    page = page_of(client, article)

    links = {words_of(link): link for link in page.all("a")}
    said = "Salt & sweat: 100% of it?", "http://testserver/articles/salt/"
    mail = urlsplit(links["E-mail"].get("href"))
    assert mail.scheme == "mailto"
    assert parse_qs(mail.query) == {"subject": [said[0]], "body": ["\n".join(said)]}
    for name, host in [("WhatsApp", "wa.me"), ("Bluesky", "bsky.app")]:
        address = urlsplit(links[name].get("href"))
        assert (address.scheme, address.hostname) == ("https", host)
        assert parse_qs(address.query) == {"text": [" ".join(said)]}
        assert set(links[name].get("rel").split()) == {"noopener", "noreferrer", "nofollow"}
    assert links[said[1]].get("href") == said[1]
