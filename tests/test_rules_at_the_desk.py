"""Rules as moderators make, try, change and switch them off; and bans that they lift."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Ban, Comment, Rule
from comments.models.rule import rules_in_use
from tests.factories import ago, make_article, make_comment, make_rule, make_user
from tests.pages import Html
from tests.writers import post

pytestmark = pytest.mark.django_db
RULES = "/admin/comments/rule/"
ADD = f"{RULES}add/"


def approve_others(number):
    for n in range(number):
        make_comment(f"Stretching {n}", status="approved")


def fields(pattern, **more):
    return {"kind": "words", "pattern": pattern, "action": "hold", "note": "", "is_active": "on"} | more


def test_a_rule_is_tried_before_it_is_saved(at_the_desk):
    for n in range(3):
        make_comment(f"Dr Olu has a <miracle> cure {n}", status="spam")
    make_comment("A specialist told me of a miracle  cuuure", status="approved", name="Kim")
    approve_others(30)

    page = at_the_desk.post(ADD, fields("miracle cure", _try="Try it first"))

    words = Html(page).main
    assert "3 of the last 3 spam comments" in words
    assert "1 of the last 31 approved comments" in words
    assert "A specialist told me of a miracle cuuure" in words
    assert "correct the error" not in words
    assert 'value="miracle cure"' in page.text
    assert Rule.objects.count() == 0

    assert at_the_desk.post(ADD, fields("miracle cure", _save="Save", shown=sent_along(page))).status_code == 302
    assert (Rule.objects.get().looks_like, Rule.objects.get().made_by.username) == ("mlracle cure", "mara")


def sent_along(page, name="shown"):
    """What the first press has the second one send: what was shown, and that it is wanted all the same."""
    return next((e.get("value") for e in Html(page).all("input") if e.get("name") == name), "")


def save(at_the_desk, address, **said):
    """Press “Save the rule” twice, as it asks for."""
    page = at_the_desk.post(address, said | {"_save": "Save"})
    seen = {name: sent_along(page, name) for name in ["shown", "confirmed"]}
    return at_the_desk.post(address, said | {"_save": "Save"} | seen)


def test_the_first_press_shows_what_a_rule_would_have_caught_and_the_second_saves_it(at_the_desk):
    make_comment("The pain went away", status="approved")
    approve_others(39)

    first = at_the_desk.post(ADD, fields("pain", _save="Save"))

    words = Html(first).main
    assert "Not saved yet. Look at it, then press “Save the rule” once more." in words
    assert "1 of the last 40 approved comments: they would have waited for a person" in words
    assert "The pain went away" in words
    assert "There are no spam comments yet to try it on" in words
    assert Rule.objects.count() == 0

    second = at_the_desk.post(ADD, fields("pain", _save="Save", shown=sent_along(first)))
    assert (second.status_code, Rule.objects.get().pattern) == (302, "pain")


@pytest.mark.parametrize("change", [{"pattern": "stretching"}, {"action": "spam"}, {"kind": "domain"}])
def test_what_was_changed_since_it_was_shown_is_shown_anew(at_the_desk, change):
    said = fields("shop.example")
    first = at_the_desk.post(ADD, said | {"_save": "Save"})

    again = at_the_desk.post(ADD, said | {"_save": "Save", "shown": sent_along(first)} | change)

    assert "Not saved yet." in Html(again).main
    assert Rule.objects.count() == 0
    assert at_the_desk.post(ADD, said | {"_save": "Save", "shown": sent_along(again)} | change).status_code == 302


def test_a_rule_that_would_have_held_many_good_comments_is_saved_only_when_confirmed(at_the_desk):
    for n in range(20):
        make_comment(f"The pain {n}" if n < 2 else f"Stretching {n}", status="approved")

    refused = at_the_desk.post(ADD, fields("pain", _save="Save"))
    assert "Not saved: “pain” would have held 2 of the last 20 approved comments." in Html(refused).main
    unconfirmed = at_the_desk.post(ADD, fields("pain", _save="Save", shown=sent_along(refused)))
    assert "Not saved: “pain”" in Html(unconfirmed).main
    box = sent_along(refused, "confirmed")
    other = at_the_desk.post(ADD, fields("stretching", confirmed=box, shown=sent_along(refused), _save="Save"))
    assert "Not saved: “stretching” would have held 18" in Html(other).main
    assert Rule.objects.count() == 0

    at_the_desk.post(ADD, fields("pain", confirmed=box, shown=sent_along(refused), _save="Save"))
    assert Rule.objects.get().pattern == "pain"


def test_a_twentieth_is_not_too_much(at_the_desk):
    for n in range(20):
        make_comment(f"The pain {n}" if n < 1 else f"Stretching {n}", status="approved")

    assert save(at_the_desk, ADD, **fields("pain")).status_code == 302


def test_a_rule_that_finds_what_it_found_is_saved_at_once(at_the_desk):
    rule = make_rule("Miracle cure")
    address = f"{RULES}{rule.pk}/change/"

    assert at_the_desk.post(address, fields("miracle  CURE", note="Seen twice.", _save="Save")).status_code == 302

    assert [(row.pk, row.pattern, row.note) for row in Rule.objects.all()] == [
        (rule.pk, "miracle  CURE", "Seen twice.")
    ]


def test_one_that_is_switched_on_again_is_shown_first(at_the_desk):
    rule = make_rule("pain", is_active=False)
    address = f"{RULES}{rule.pk}/change/"

    assert "Not saved yet." in Html(at_the_desk.post(address, fields("pain", _save="Save"))).main
    assert not Rule.objects.get().is_active
    save(at_the_desk, address, **fields("pain"))

    assert Rule.objects.get().is_active


@pytest.mark.parametrize("change", [{"pattern": "herbal oil"}, {"action": "spam"}])
def test_other_words_or_another_outcome_are_a_rule_of_their_own_and_figures_of_both_stay_true(
    client, at_the_desk, moderator, change
):
    old = make_rule("miracle cure", made_at=ago(days=9))
    post(client, make_article(), body="A miracle cure")
    caught = Comment.objects.get()
    caught.approve(by=moderator)

    save(at_the_desk, f"{RULES}{old.pk}/change/", **fields("miracle cure") | change)

    old.refresh_from_db()
    new = Rule.objects.exclude(pk=old.pk).get()
    assert (old.pattern, old.action, old.is_active) == ("miracle cure", "hold", False)
    assert (new.replaces, new.is_active, new.made_by.username) == (old, True, "mara")
    assert {(rule.pk, rule.found, rule.judged) for rule in Rule.objects.with_record()} == {
        (old.pk, 1, 1),
        (new.pk, 0, 0),
    }
    assert caught.reasons.get(check_name="rule").rule == old
    assert f"“{new}” took its place." in Html(at_the_desk.get(RULES)).main
    assert f"“{new}” took its place on" in Html(at_the_desk.get(f"{RULES}{old.pk}/change/")).main
    assert "It took the place of “miracle cure” (hold, and say why)" in Html(
        at_the_desk.get(f"{RULES}{new.pk}/change/")
    ).main  # fmt: skip


def test_a_rule_that_was_replaced_is_not_changed_any_more_and_says_which_one_is(at_the_desk):
    old = make_rule("pain")
    page = f"{RULES}{old.pk}/change/"
    save(at_the_desk, page, **fields("cramp"))

    late = at_the_desk.post(page, fields("calf", _save="Save"))

    assert "“cramp” took the place of this rule. Change that one." in Html(late).main
    assert 'value="calf"' in late.text
    assert rules_in_use() == [Rule.objects.get(pattern="cramp")]


def test_former_words_may_come_back(at_the_desk):
    old = make_rule("pain")
    save(at_the_desk, f"{RULES}{old.pk}/change/", **fields("cramp"))
    new = Rule.objects.get(pattern="cramp")

    save(at_the_desk, f"{RULES}{new.pk}/change/", **fields("pain"))

    assert [rule.pattern for rule in rules_in_use()] == ["pain"]
    assert Rule.objects.get(is_active=True).pk != old.pk


def test_a_rule_for_addresses_says_that_they_are_forgotten(at_the_desk):
    page = at_the_desk.post(ADD, fields("shop.example", kind="address", _save="Save"))

    assert "Addresses are forgotten 90 days after the decision." in Html(page).main


@pytest.mark.parametrize("again", ["Miracle  CURE", "mirаcle cure"])
def test_a_rule_for_what_looks_the_same_is_refused_and_its_words_are_kept(at_the_desk, again):
    make_rule("miracle cure")

    page = at_the_desk.post(ADD, fields(again, _save="Save"))

    assert "There is a rule for this already" in page.text
    assert f'value="{again}"' in page.text


def test_the_list_says_how_often_each_was_right_and_which_to_look_at_again(at_the_desk, moderator):
    detox, forex = make_rule("detox"), make_rule("forex signals", made_at=ago(days=200))
    for n in range(12):
        comment = make_comment(f"detox {n}")
        comment.reasons.create(check_name="rule", rule=detox, excerpt="detox")
        if n < 10:
            comment.approve(by=moderator) if n < 8 else comment.mark_as_spam(by=moderator)
    by_itself = make_comment("detox")
    by_itself.reasons.create(check_name="rule", rule=detox, excerpt="detox")
    by_itself.mark_as_spam(by=None)

    words = Html(at_the_desk.get(RULES)).main

    assert "2 of 10" in words
    assert "Right 2 of 10 times: look at it again." in words
    assert "Has found nothing in 90 days." in words
    assert [rule.found for rule in Rule.objects.with_record().order_by("pk")] == [13, 0]
    assert forex.is_active


def test_the_list_takes_as_many_queries_for_one_rule_as_for_twenty(at_the_desk, django_assert_num_queries):
    make_rule("one")
    at_the_desk.get(RULES)
    with CaptureQueriesContext(connection) as first:
        at_the_desk.get(RULES)
    for n in range(19):
        make_rule(f"word {n}")

    with django_assert_num_queries(len(first)):
        at_the_desk.get(RULES)


@pytest.mark.parametrize("group", ["Editor", "Author", "Newsletter manager", None])
def test_only_moderators_make_rules_and_lift_bans(client, moderator, group):
    ban = Ban.objects.create(sender_key="k", name="Ada", until=ago(days=-3), why="Adverts", by=moderator)
    client.force_login(make_user(group=group))

    client.post(ADD, fields("pain", shown="words hold paln", _save="Save"))
    client.post("/admin/comments/ban/", {"action": "lift", "_selected_action": [ban.pk], "index": "0"})

    assert Rule.objects.count() == 0
    assert Ban.objects.in_force().count() == 1


def test_a_rule_is_switched_off_and_never_deleted(at_the_desk):
    rule = make_rule("pain")

    assert at_the_desk.post(f"{RULES}{rule.pk}/delete/", {"post": "yes"}).status_code == 403
    at_the_desk.post(f"{RULES}{rule.pk}/change/", {**fields("pain", _save="Save"), "is_active": ""})

    assert not Rule.objects.get().is_active


def test_bans_in_force_are_listed_and_lifted(at_the_desk, moderator):
    ban = Ban.objects.create(sender_key="k", name="Ada", until=ago(days=-3), why="Adverts", by=moderator)
    Ban.objects.create(sender_key="l", name="Old", until=ago(days=1), why="Adverts", by=moderator)
    page = Html(at_the_desk.get("/admin/comments/ban/")).main
    assert "Ada" in page
    assert "Old" not in page

    answer = at_the_desk.post(
        "/admin/comments/ban/", {"action": "lift", "_selected_action": [ban.pk], "index": "0"}, follow=True
    )

    assert "1 ban was lifted." in Html(answer).main
    assert not Ban.objects.in_force().exists()


@pytest.mark.parametrize("pattern", ["ada@shop.example", "shop.example"])
def test_a_rule_for_addresses_keeps_no_address(client, pattern):
    make_rule(pattern, kind="address")

    post(client, make_article(), email="ada@shop.example")

    assert Comment.objects.get().reasons.get(check_name="rule").excerpt == "the sender’s address"
