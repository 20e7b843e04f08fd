"""What is kept for searching. Both tables follow from the articles and can be made anew."""

from django.db import models, transaction

from articles.models.site_version import SiteVersion
from articles.search.words import LONGEST_WORD, stem, stems_of, words_in


class SearchText(models.Model):
    """The stems of one article, by field. The migration hangs each database's own index on it."""

    article = models.OneToOneField("Article", on_delete=models.CASCADE, primary_key=True, related_name="search_text")
    title = models.TextField()
    summary = models.TextField()
    headings = models.TextField()
    topics = models.TextField()
    authors = models.TextField()
    body = models.TextField()

    def __str__(self):
        return str(self.article)

    @classmethod
    def store(cls, article):
        """Make the index of one article anew, and learn its words."""
        texts = texts_of(article)
        stems = {field: stems_of(text) for field, text in texts.items()}
        cls.objects.update_or_create(article=article, defaults=stems)
        SearchWord.learn(vocabulary(texts))

    @classmethod
    @transaction.atomic
    def rename(cls, articles):
        """After a topic or a person got another name: those names in the index of `articles`, made anew."""
        for article in articles:
            names = names_of(article)
            stems = {field: stems_of(text) for field, text in names.items()}
            if cls.objects.filter(article=article).exclude(**stems).update(**stems):
                SearchWord.learn(vocabulary(names))
        SiteVersion.move()

    @classmethod
    def follow(cls, sender, instance, **signal):
        """A topic or an author was taken from an article, perhaps because there is no such topic any more."""
        articles = sender._meta.get_field("article").related_model.objects.filter(pk=instance.article_id)
        cls.rename(articles.for_lists())


def texts_of(article):
    """What of an article is searched, by field."""
    return {
        "title": article.title,
        "summary": article.summary,
        "headings": "\n".join(section["title"] for section in article.contents),
        "body": article.body,
    } | names_of(article)


def names_of(article):
    return {
        "topics": "\n".join(topic.name for topic in article.topics_in_order),
        "authors": "\n".join(person.name for person in article.authors_in_order),
    }


def vocabulary(texts):
    return {word for text in texts.values() for _, _, word in words_in(text)}


class SearchWord(models.Model):
    """A word of some article, to find what was meant by a word of none."""

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    stem = models.CharField(max_length=LONGEST_WORD, db_index=True)

    def __str__(self):
        return self.word

    @classmethod
    def learn(cls, words):
        known = set(cls.objects.filter(word__in=words).values_list("word", flat=True))
        new = sorted(word for word in words - known if len(word) > 2 and not word.isdecimal())
        cls.objects.bulk_create([cls(word=word, stem=stem(word)) for word in new], ignore_conflicts=True)

    @classmethod
    def forget_all_but_those_of(cls, articles):
        """After articles were deleted: words that no other has."""
        kept = {word for article in articles for word in vocabulary(texts_of(article))}
        gone = [pk for pk, word in cls.objects.values_list("pk", "word") if word not in kept]
        for start in range(0, len(gone), 500):  # SQLite takes so many values in a query, and not many more
            cls.objects.filter(pk__in=gone[start : start + 500]).delete()
