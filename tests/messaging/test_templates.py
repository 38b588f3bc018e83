from __future__ import annotations

import pytest

from messaging.templates import TEMPLATES, render
from users.languages import choose_language, language_for
from users.models import AuditEntry, Language
from users.people import create_player


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_says_the_same_in_every_language(name):
    texts = TEMPLATES[name]
    assert set(texts) == set(Language.values)
    assert len({text.placeholders for text in texts.values()}) == 1
    assert len({text.body for text in texts.values()}) == len(texts)
    assert len({bool(text.subject) for text in texts.values()}) == 1


def test_a_value_is_no_template_and_a_subject_is_one_line():
    values = {"business": "{token}\r\nBcc: x@y.ke", "token": "T", "address": "A", "until": "U"}
    subject, body = render("member_invite", "en", values)
    assert subject == "Your invitation to {token} Bcc: x@y.ke"
    assert "{token}\r\nBcc" in body


def test_the_person_chooses_before_the_business(business):
    owner = business.memberships.get().user
    player = create_player(phone="0712345678", pin="582913", business=business)
    assert language_for(user=player, business=business) == "en"
    for _ in range(2):
        choose_language(language="sw", business=business, actor=owner)
    assert language_for(user=player, business=business) == language_for(business=business) == "sw"
    assert language_for(user=player) == "en"
    choose_language(language="en", user=player, actor=player)
    assert language_for(user=player, business=business) == "en"
    assert AuditEntry.objects.filter(action="language.choose").count() == 3
