"""What search engines are told of a page, as nodes of schema.org that point to each other by `@id`.

Nothing is said here that readers do not see. An address is always the site's own.
"""

from django.urls import reverse

from articles.models.publication import modified_at
from articles.reading_time import word_count
from articles.share_drawing import HEIGHT, WIDTH
from articles.share_image import share_image_address
from cramps_site.lib.json_ld import said
from cramps_site.lib.schema import LANGUAGE, breadcrumbs, of_site, organization_id, picture, web_page
from cramps_site.lib.site import absolute
from cramps_site.lib.times import exact


def of_article(article):
    """The page, the article on it, who wrote and reviewed it, and what it rests on."""
    address = absolute(article.get_absolute_url())
    topic = article.first_topic
    way = [*([(topic.name, topic.get_absolute_url())] if topic else []), (article.title, article.get_absolute_url())]
    people = [(authorship.person, authorship.links) for authorship in article.authorships.all()]
    authors = [person_node(person, links) for person, links in people]
    page = web_page(address, "MedicalWebPage", article.title, article.summary) | said(
        {
            "about": {"@type": "MedicalCondition", "name": "Muscle cramp"},
            "medicalAudience": {"@type": "MedicalAudience", "audienceType": "Patient"},
            "specialty": "https://schema.org/Musculoskeletal",
            "lastReviewed": article.last_reviewed and article.last_reviewed.isoformat(),
            "reviewedBy": article.reviewed_by and person_node(article.reviewed_by, []),
            "primaryImageOfPage": pictures_of(article)[0],
            "mainEntity": {"@id": f"{address}#article"},
        }
    )
    return [*of_site(), page, article_node(article, address, authors), breadcrumbs(address, way), *authors]


def article_node(article, address, authors):
    return said(
        {
            "@type": "Article",
            "@id": f"{address}#article",
            "headline": article.title,
            "description": article.summary,
            "url": address,
            "mainEntityOfPage": {"@id": f"{address}#webpage"},
            "image": pictures_of(article),
            "datePublished": exact(article.published_at),
            "dateModified": exact(modified_at(article)),
            "author": [{"@id": author["@id"]} for author in authors] or organization_id(),
            "publisher": organization_id(),
            "articleSection": [topic.name for topic in article.topics_in_order],
            "wordCount": word_count(article.body),
            "inLanguage": LANGUAGE,
            "isAccessibleForFree": True,
            "citation": [citation(reference) for reference in article.references_in_order],
        }
    )


def citation(reference):
    """A source; one with a number in a library of studies is a scholarly article."""
    addresses = [
        reference.doi and f"https://doi.org/{reference.doi}",
        reference.pmid and f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/",
    ]
    studies = [address for address in addresses if address]
    return said(
        {
            "@type": "ScholarlyArticle" if studies else "CreativeWork",
            "name": reference.text,
            "url": reference.url,
            "sameAs": studies,
        }
    )


def pictures_of(article):
    """The share picture, which every article has, and its lead image."""
    pictures = [picture(absolute(share_image_address(article)), WIDTH, HEIGHT)]
    if article.lead_image:
        lead = picture(absolute(article.lead_image.url), article.image_width, article.image_height)
        caption, credit = article.lead_caption_and_credit
        pictures.append(said(lead | {"caption": caption, "creditText": credit}))
    return pictures


def of_author(person):
    address = absolute(person.get_absolute_url())
    links = [{"url": link.url} for link in person.links.all()]
    page = web_page(address, "ProfilePage", person.name, person.bio)
    main = {"mainEntity": {"@id": f"{address}#person"}}
    way = [("Authors", reverse("articles:authors")), (person.name, person.get_absolute_url())]
    return [*of_site(), page | main, person_node(person, links), breadcrumbs(address, way)]


def person_node(person, links):
    """`links` are dicts with a `url`."""
    address = absolute(person.get_absolute_url())
    photo = picture(absolute(person.photo.url), person.photo_width, person.photo_height) if person.photo else None
    training = {"@type": "EducationalOccupationalCredential", "name": person.credentials}
    return said(
        {
            "@type": "Person",
            "@id": f"{address}#person",
            "name": person.name,
            "url": address,
            "jobTitle": person.role,
            "description": person.bio,
            "image": photo,
            "hasCredential": training if person.credentials else None,
            "sameAs": [link["url"] for link in links],
        }
    )


def of_list(address, name, description, path=None):
    """A page that lists articles or people. The front page, without a `path`, stands at the top of every way."""
    page = web_page(address, "CollectionPage", name, description)
    if path is None:
        del page["breadcrumb"]
        return [*of_site(), page]
    return [*of_site(), page, breadcrumbs(address, [(name, path)])]
