"""What must be true of the newsroom at any time, whoever did what before."""

import re

from django.db.models import Count
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine, invariant

from comments import counting
from comments.models import Ban, Comment, Decision, Notice, Reason, Report, Status, Wave
from comments.models.threads import REPLIES_SHOWN
from cramps_site.sitemaps import SECTIONS
from tests.door import within_a_transaction
from tests.newsroom import words_in, words_of

HIDDEN_FROM_READERS = [Reason, Report, Wave, Notice, Ban]


class Truths(RuleBasedStateMachine):
    @invariant()
    def nothing_but_what_a_moderator_agreed_to_is_in_a_public_byte(self):
        """And all of that is, until it is decided otherwise.

        Late words in a long thread stand on its own page alone, beside the first comment.
        """
        self.clock.pass_by(2)  # seconds, after which the door may not show what it kept of an older version
        approved = list(self.article.comments.approved().order_by("pk"))
        words = {comment.pk: words_of(comment) - words_in(comment.proposed_body) for comment in approved}
        shown = set().union(*words.values())
        assert shown <= self.agreed
        late, address = self.threads_show(approved, words), self.article.get_absolute_url()
        text = self.public(address)
        told = "".join(re.findall('<script type="application/ld.json">(.*?)</script>', text))
        pages = {"page": text.replace(told, ""), "told to search engines": told}
        pages |= {order: self.public(f"{address}comments/{order}") for order in ["", "?order=newest"]}
        for page, text in pages.items():
            assert shown - late <= words_in(text) <= shown, page
        assert words_in(self.public(f"{address}comments/feed/")) == shown
        assert f'Comments <span class="count">({len(approved)})</span>' in pages["page"]
        assert re.findall(r'"commentCount": ?(\d+)', told) == ([str(len(approved))] if approved else [])
        for page in self.pages_without_comments():
            assert not words_in(self.public(page)), page

    def threads_show(self, approved, words):
        """What is said late in its thread, and not again where the others stand."""
        late, threads = set(), {comment.thread_id for comment in approved} - {None}
        for thread in threads:
            of_thread = [words[comment.pk] for comment in approved if thread in {comment.pk, comment.thread_id}]
            replies = [words[comment.pk] for comment in approved if comment.thread_id == thread]
            page = self.public(f"{self.article.get_absolute_url()}comments/?thread={thread}")
            assert words_in(page) == set().union(*of_thread)
            late |= set().union(*replies[REPLIES_SHOWN:])
        return late

    def public(self, page):
        """What anyone gets who comes through the door. Never the address of a mailbox."""
        with within_a_transaction():
            text = self.anyone.get(page).text
        assert not re.search(r"zm\dmz", text), page
        return text

    def pages_without_comments(self):
        [author], [topic] = self.article.authors.all(), self.article.topics.all()
        of_people = [
            author.get_absolute_url(),
            topic.get_absolute_url(),
            self.moderators[0].user.person.get_absolute_url(),
        ]
        for_machines = ["/feed/", "/feed.json", "/sitemap.xml", *(f"/sitemap-{section}.xml" for section in SECTIONS)]
        return ["/", "/search/?q=cramps", "/house-rules/figures/", *of_people, *for_machines]

    @invariant()
    def the_figures_add_up(self):
        states = dict(Comment.objects.filter(person=None).order_by().values_list("status").annotate(Count("pk")))
        [(_, in_all)] = [span for span in counting.figures(timezone.now())["spans"] if span[0] == "In all"]
        assert (in_all["states"], in_all["received"]) == (states, sum(states.values()))

    @invariant()
    def the_record_replays_to_the_present(self):
        states, versions = {}, {}
        for decision in Decision.objects.order_by("pk"):
            pk = decision.comment_id
            assert decision.before == states.get(pk, Status.WAITING)
            assert decision.version > versions.get(pk, -1)
            states[pk], versions[pk] = decision.after, decision.version
        for comment in Comment.objects.all():
            assert comment.status == states.get(comment.pk, Status.WAITING)
            assert comment.version > versions.get(comment.pk, -1)

    @invariant()
    def versions_and_the_record_only_grow(self):
        versions = dict(Comment.objects.values_list("pk", "version"))
        assert all(versions[pk] >= version for pk, version in self.versions.items())
        length = Decision.objects.count()
        assert length >= self.length
        self.versions, self.length = versions, length

    @invariant()
    def what_needs_a_person_is_queued_and_nothing_else_waits(self):
        assert not Comment.objects.waiting().filter(queued_at=None).exists()
        assert not Comment.objects.queued().filter(status__in=[Status.SPAM, Status.WITHDRAWN]).exists()

    @invariant()
    def no_erased_word_is_kept(self):
        kept = [list(model.objects.values()) for model in [Comment, *HIDDEN_FROM_READERS]]
        assert not words_in(str(kept)) & self.erased
